/** Who did what, over all records. */
import { queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { Suspense, useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Ref, TimelineItem } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { useMeta } from "@/meta/hooks";
import { actionText, Changes } from "@/records/record/Timeline";
import { USER_FIELD } from "@/records/userField";
import { clear } from "@/ui/clear";
import { addDays } from "@/ui/days";
import { dayOf, formatMoment } from "@/ui/format";
import { Avatar, Bone, Bones, Empty, Failure, ScrollX } from "@/ui/parts";
import { momentOf } from "@/ui/zoned";
import { SettingsFrame } from "./Guard";

/** First and last day, of the person who looks. */
type Days = [string, string] | null;
const DAY_FIELD = { ...USER_FIELD, name: "days", type: "date" };
const USUAL_DAYS = 90;

const actionsQuery = queryOptions({
  queryKey: ["audit", "actions"],
  queryFn: async ({ signal }) =>
    (await get<{ items: { key: string; label: string }[] }>("audit/actions", {}, signal)).items,
  staleTime: Number.POSITIVE_INFINITY,
});

/** The name of a person; a schedule has one too, which tells nobody but those who look closer. */
const personOf = ({ actor }: TimelineItem): string => (actor?.kind === "system" ? "" : (actor?.title ?? ""));

export default function AuditPage() {
  const meta = useMeta();
  const [entity, setEntity] = useState<string>();
  const [actor, setActor] = useState<Ref | null>(null);
  const [action, setAction] = useState<string>();
  const [days, setDays] = useState<Days>(null);
  const acts = useQuery(actionsQuery).data ?? [];
  const log = useInfiniteQuery({
    queryKey: ["audit", entity, actor?.id, action, days],
    queryFn: ({ pageParam, signal }) =>
      get<{ items: TimelineItem[]; next: string | null }>(
        "audit",
        {
          entity,
          actor: actor?.id,
          action,
          since: days ? momentOf(days[0], 0) : undefined,
          until: days ? momentOf(addDays(days[1], 1), 0) : undefined,
          cursor: pageParam,
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = (log.data?.pages ?? []).flatMap((page) => page.items);
  // Also kinds of records that the auditor may not open: the log names them.
  const kinds = new Map(meta.entities.map((item) => [item.key, item.label]));
  for (const item of items) if (item.entity && item.entity_label) kinds.set(item.entity, item.entity_label);
  const { Input } = kitOf(USER_FIELD);
  const { Filter: Range } = kitOf(DAY_FIELD);
  const pickAction = (next: string | undefined): void => {
    setAction(next);
    // One act among years of entries would be looked for in all of them: the last months first, further if one says so.
    if (next && !days) setDays([addDays(dayOf(new Date()), -USUAL_DAYS), dayOf(new Date())]);
  };
  return (
    <SettingsFrame title={t("settings.audit")} hint={t("audit.hint")}>
      <div className="panel">
        <div className="panel__body row row--wrap audit-find">
          <Select
            allowClear={clear()}
            style={{ width: 180 }}
            aria-label={t("roles.entity")}
            placeholder={t("roles.entity")}
            value={entity}
            options={[...kinds].map(([value, label]) => ({ value, label }))}
            onChange={setEntity}
          />
          <span style={{ width: 200 }}>
            <Input
              field={USER_FIELD}
              value={actor}
              label={t("audit.actor")}
              onChange={(value) => setActor(isRef(value) ? value : null)}
            />
          </span>
          <Select
            allowClear={clear()}
            showSearch={{ optionFilterProp: "label" }}
            style={{ width: 180 }}
            aria-label={t("audit.what")}
            placeholder={t("audit.what")}
            value={action}
            options={acts.map((one) => ({ value: one.key, label: one.label }))}
            onChange={pickAction}
          />
          <span className="audit__days">
            <Suspense fallback={<Bone height={32} />}>
              <Range
                field={DAY_FIELD}
                op="between"
                value={days}
                label={t("audit.days")}
                onChange={(value) => setDays(Array.isArray(value) ? (value as Days) : null)}
              />
            </Suspense>
          </span>
        </div>
        {log.isPending && <Bones rows={8} />}
        {log.isError && <Failure message={messageOf(log.error)} onRetry={() => void log.refetch()} />}
        {log.isSuccess && items.length === 0 && <Empty text={t("audit.none")} hint={t("audit.noneHint")} />}
        {items.length > 0 && (
          <ScrollX label={t("settings.audit")}>
            <table className="plain-table card-table audit">
              <thead>
                <tr>
                  <th>{t("audit.when")}</th>
                  <th>{t("audit.actor")}</th>
                  <th>{t("audit.what")}</th>
                  <th>{t("audit.record")}</th>
                  <th>{t("audit.changes")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <tr key={item.id}>
                    <td className="num" data-label={t("audit.when")}>
                      {formatMoment(item.at)}
                    </td>
                    <td data-label={t("audit.actor")}>
                      <span className="person" title={item.actor?.title ?? undefined}>
                        <Avatar name={personOf(item) || "·"} /> {personOf(item) || t("timeline.system")}
                      </span>
                    </td>
                    <td data-label={t("audit.what")}>{actionText(item)}</td>
                    <td data-label={t("audit.record")}>
                      {item.entity && item.record_id && item.title ? (
                        <Link
                          to="/r/$entity/$id"
                          params={{ entity: item.entity, id: String(item.record_id) }}
                          preload={false}
                        >
                          {item.title}
                        </Link>
                      ) : (
                        item.record_id && `${item.entity_label} #${item.record_id}`
                      )}
                    </td>
                    <td className="audit__changes">
                      <Changes item={item} />
                      {item.text}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        )}
        {log.hasNextPage && (
          <div className="panel__body">
            <Button block loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              {t("timeline.more")}
            </Button>
          </div>
        )}
      </div>
    </SettingsFrame>
  );
}
