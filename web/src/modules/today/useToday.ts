/** What can be done with the lines of the today page: each act shows at once, and can be taken back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { get, patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/today";
import { entityQuery } from "@/meta/hooks";
import { oneQuery } from "@/records/data";
import { openCompose } from "@/records/record/openCompose";
import { copyText } from "@/ui/copy";
import { formatMoment } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { toast } from "@/ui/toast";
import { keyOf, type Line, type Today } from "./types";

const KEY = ["today"];

interface Saved {
  version: number;
}

export function useToday() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const phone = useIsPhone();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => get<Today>("today", {}, signal),
    staleTime: 30_000,
    refetchOnWindowFocus: true,
  });

  const refresh = (): void => {
    void client.invalidateQueries({ queryKey: KEY });
    void client.invalidateQueries({ queryKey: ["home"] });
  };

  const hide = (line: Line, finished: boolean): void => {
    client.setQueryData<Today>(KEY, (page) => page && without(page, line, finished));
  };

  /** Shows the outcome at once; puts the page right again when the server says no. */
  const carryOut = async (line: Line, finished: boolean, run: () => Promise<() => Promise<unknown>>, told: string) => {
    hide(line, finished);
    try {
      const back = await run();
      const undo = (): void => {
        back()
          .then(() => toast(t("today.undone")))
          .catch((error) => toast(messageOf(error), { kind: "bad" }))
          .finally(refresh);
      };
      toast(told, { kind: "good", action: { label: t("today.undo"), run: undo } });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      refresh();
    }
  };

  /** Gives a customer, task or visit another time; answers how to give back the old one. */
  const move = async (line: Line, at: string | null): Promise<() => Promise<unknown>> => {
    if (line.entity === "task") {
      const act = (due_at: string | null, version: number) =>
        post<Saved>(`task/${line.id}/actions/postpone`, { due_at }, { version });
      const saved = await act(at, line.version ?? 0);
      return () => act(line.due, saved.version);
    }
    const [path, field] =
      line.entity === "visit" ? [`visit/${line.id}`, "planned_at"] : [`${line.entity}/${line.id}`, "next_follow_up_at"];
    const before = line.kind === "silent" ? null : line.due;
    const saved = await patch<Saved>(path, { [field]: at }, { version: line.version ?? 0 });
    return () => patch(path, { [field]: before }, { version: saved.version });
  };

  const postpone = (line: Line, when: string): void => {
    void carryOut(line, false, () => move(line, when), t("today.postponed", { when: formatMoment(when) }));
  };

  const done = (line: Line): void => {
    if (line.entity !== "task") {
      void carryOut(line, true, () => move(line, null), t("today.followUpDone"));
      return;
    }
    const finish = async () => {
      const saved = await post<Saved>(`task/${line.id}/actions/done`, {}, { version: line.version ?? 0 });
      return () => post(`task/${line.id}/actions/reopen`, {}, { version: saved.version });
    };
    void carryOut(line, true, finish, t("today.taskDone"));
  };

  const putAside = (line: Line): void => {
    const body = { kind: line.kind, id: line.id };
    const run = async () => {
      await post("today/aside", body);
      return () => post("today/aside", { ...body, back: true });
    };
    void carryOut(line, false, run, t("today.aside"));
  };

  /** Opens what writes things down about the customer or the lead, over this page. */
  const log = async (line: Line, kind?: string): Promise<void> => {
    const about =
      line.kind === "lead" ? { entity: "lead", id: line.id } : { entity: "customer", id: line.customer?.id };
    if (about.id === undefined) return;
    const contact = line.phone?.entity === "contact" ? line.phone.id : null;
    try {
      const [meta, record] = await Promise.all([
        client.ensureQueryData(entityQuery(about.entity)),
        client.fetchQuery(oneQuery(about.entity, about.id)),
      ]);
      await openCompose(meta, record, { contact, ...(kind && { kind }) });
      refresh();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };

  const call = async (line: Line): Promise<void> => {
    const target = line.phone;
    if (!target) return;
    const name = target.name ?? line.customer?.title ?? line.title;
    try {
      const number = target.masked
        ? (await post<{ value: string }>(`${target.entity}/${target.id}/reveal`, { field: target.field })).value
        : target.value;
      const again = { label: t("today.logCall"), run: () => void log(line, "call") };
      if (phone) {
        location.href = `tel:${number}`;
        toast(t("today.calling", { name }), { action: again, ms: 60_000 });
        return;
      }
      copyText(number);
      toast(t("today.number", { name, number }), { action: again, ms: 20_000 });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };

  const open = (line: Line): void => {
    const [entity, id] =
      line.kind === "task" || line.kind === "visit" || !line.customer
        ? [line.entity, line.id]
        : ["customer", line.customer.id];
    void navigate({ to: "/r/$entity/$id", params: { entity, id: String(id) } });
  };

  return { query, postpone, done, putAside, log, call, open };
}

export type TodayActs = Omit<ReturnType<typeof useToday>, "query">;

const WORK = new Set(["follow_ups", "leads", "tasks", "visits"]);

/** The page without a line; a line that is done still counts as today's work. */
function without(page: Today, line: Line, finished: boolean): Today {
  let work = false;
  const groups = page.groups.map((group) => {
    const items = group.items.filter((other) => keyOf(other) !== keyOf(line));
    if (items.length === group.items.length) return group;
    work = WORK.has(group.key);
    return { ...group, items, count: Math.max(group.count - 1, 0) };
  });
  const { done, total } = page.progress;
  const progress = !work
    ? page.progress
    : finished
      ? { done: done + 1, total }
      : { done, total: Math.max(total - 1, done) };
  return { ...page, groups, progress };
}
