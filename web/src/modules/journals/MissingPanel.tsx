/** Who of my people has not written the log of a period; each can be reminded once. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { formatAgo } from "@/ui/format";
import { Bones, Empty, Failure, Person, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { nowShown } from "@/ui/zoned";
import type { Kind, Missing } from "./types";

const PICKER = { day: "date", week: "week", month: "month" } as const;

export function MissingPanel({ kind, on, onPick }: { kind: Kind; on?: string; onPick: (on: string) => void }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState<number | "all" | null>(null);
  const query = useQuery({
    queryKey: ["journals", "missing", kind, on ?? ""],
    queryFn: ({ signal }) => get<Missing & { on: string }>("journal/missing", { kind, on }, signal),
  });
  const remind = async (person?: number): Promise<void> => {
    setBusy(person ?? "all");
    try {
      const answer = await post<{ reminded: number }>("journal/remind", { kind, on: query.data?.on, person });
      const n = answer.reminded;
      toast(n > 0 ? t("journals.reminded", { n }) : t("journals.alreadyReminded"), { kind: n > 0 ? "good" : "info" });
      await client.invalidateQueries({ queryKey: ["journals", "missing"] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(null);
    }
  };
  const found = query.data;
  const open = found?.people.some((person) => !person.reminded_at) ?? false;
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{found ? t("journals.written", { written: found.written, total: found.total }) : t("journals.missing")}</h2>
        <DatePicker
          aria-label={t("journals.missing")}
          picker={PICKER[kind]}
          allowClear={false}
          value={dayjs(found?.on ?? on)}
          disabledDate={(day) => day.isAfter(nowShown())}
          onChange={(day) => day && onPick(day.format("YYYY-MM-DD"))}
        />
        <Button disabled={!open} loading={busy === "all"} onClick={() => void remind()}>
          {t("journals.remindAll")}
        </Button>
      </header>
      {query.isError && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && <Bones rows={6} />}
      {found && found.total === 0 && <Empty text={t("journals.noPeople")} hint={t("journals.noPeopleHint")} />}
      {found && found.total > 0 && !found.expected && <Empty text={t("journals.freeDay")} />}
      {found && found.total > 0 && found.expected && found.people.length === 0 && (
        <Empty text={t("journals.nobodyMissing")} hint={t("journals.nobodyMissingHint")} />
      )}
      <ul>
        {found?.people.map((person) => (
          <li key={person.id} className="missing-row">
            <Person name={person.title} />
            <span className="muted ellipsis grow">{person.department?.title}</span>
            {person.draft && <Tag color="gold">{t("journals.hasDraft")}</Tag>}
            {person.reminded_at ? (
              <span className="muted">{t("journals.remindedAt", { at: formatAgo(person.reminded_at) })}</span>
            ) : (
              <Button size="small" loading={busy === person.id} onClick={() => void remind(person.id)}>
                {t("journals.remind")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
