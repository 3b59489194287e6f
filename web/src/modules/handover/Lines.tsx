/** Every line of a handover, those that did not go first at hand. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { type MessageKey, t } from "@/i18n";
import { Bones, Empty, Failure, ScrollX } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import type { Handover, Line, LineState } from "./data";
import { LineDot } from "./StateDot";

const STATES: LineState[] = ["waiting", "moved", "kept", "back", "stays"];

export function Lines({ handover }: { handover: Handover }) {
  const [state, setState] = useState<LineState | "">("");
  const count = (key: LineState): number =>
    handover.entities.reduce((n, part) => n + part.targets.reduce((m, one) => m + (one.states[key] ?? 0), 0), 0);
  const list = useInfiniteQuery({
    queryKey: ["handover", String(handover.id), "lines", state, handover.state],
    queryFn: ({ signal, pageParam }) =>
      get<{ items: Line[]; next: number | null }>(
        `handover/${handover.id}/items`,
        { state, after: pageParam || undefined },
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
  const lines = list.data?.pages.flatMap((page) => page.items) ?? [];
  const labels = new Map(handover.entities.map((part) => [part.key, part.label]));
  return (
    <section className="panel">
      <Tabs
        label={t("handover.lines")}
        active={state || "all"}
        onChange={(key) => setState(key === "all" ? "" : (key as LineState))}
        items={[
          { key: "all", label: t("handover.all") },
          ...STATES.filter((key) => count(key) > 0).map((key) => ({
            key,
            label: t(`handover.i_${key}`),
            count: count(key).toLocaleString(),
          })),
        ]}
      />
      {list.isPending && <Bones rows={5} />}
      {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
      {list.data && lines.length === 0 && <Empty text={t("handover.noLines")} />}
      {lines.length > 0 && (
        <ScrollX label={t("handover.lines")}>
          <table className="plain-table handover__table">
            <thead>
              <tr>
                <th>{t("handover.record")}</th>
                <th>{t("handover.kind")}</th>
                <th>{t("handover.from")}</th>
                <th>{t("handover.to")}</th>
                <th>{t("handover.state")}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  <td data-label={t("handover.record")}>
                    {line.title ? (
                      <Link to="/r/$entity/$id" params={{ entity: line.entity, id: String(line.record) }}>
                        {line.title}
                      </Link>
                    ) : (
                      <span className="muted">
                        #{line.record} {t("handover.hidden")}
                      </span>
                    )}
                  </td>
                  <td data-label={t("handover.kind")}>{labels.get(line.entity) ?? line.entity}</td>
                  <td data-label={t("handover.from")}>{line.from}</td>
                  <td data-label={t("handover.to")}>{line.to}</td>
                  <td data-label={t("handover.state")}>
                    <LineDot state={line.state} />
                    {line.why && <span className="muted"> {t(`handover.w_${line.why}` as MessageKey)}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {list.hasNextPage && (
        <div className="savebar">
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("handover.more")}
          </Button>
        </div>
      )}
    </section>
  );
}
