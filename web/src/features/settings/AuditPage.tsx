/** Who did what, over all records. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useState } from "react";
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
import { formatMoment } from "@/ui/format";
import { Avatar, Bones, Empty, Failure, ScrollX } from "@/ui/parts";
import { SettingsFrame } from "./Guard";

/** The name of a person; a schedule has one too, which tells nobody but those who look closer. */
const personOf = ({ actor }: TimelineItem): string => (actor?.kind === "system" ? "" : (actor?.title ?? ""));

export default function AuditPage() {
  const meta = useMeta();
  const [entity, setEntity] = useState<string>();
  const [actor, setActor] = useState<Ref | null>(null);
  const log = useInfiniteQuery({
    queryKey: ["audit", entity, actor?.id],
    queryFn: ({ pageParam, signal }) =>
      get<{ items: TimelineItem[]; next: string | null }>(
        "audit",
        { entity, actor: actor?.id, cursor: pageParam },
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
  return (
    <SettingsFrame title={t("settings.audit")} hint={t("audit.hint")}>
      <div className="panel">
        <div className="panel__body row row--wrap">
          <Select
            allowClear
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
