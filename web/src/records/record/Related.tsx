/** Records of other entities that hang on this one. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Page, Rec, RelatedMeta } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { fieldMap, may, useEntity } from "@/meta/hooks";
import { DataTable } from "@/ui/DataTable";
import { formatCount } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Empty, Failure } from "@/ui/parts";
import { TableBones } from "@/ui/TableBones";
import { totalOf } from "../data";
import { Cards } from "../list/Cards";
import { fieldColumn, TitleLink } from "../list/columns";
import { openForm } from "../openForm";

const SHOWN = 50;

const relatedQuery = (entity: string, id: number, key: string, cursor?: string) => ({
  queryKey: ["related", entity, id, key, cursor ?? ""],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    get<Page>(`${entity}/${id}/related/${key}`, { limit: SHOWN, total: "capped", cursor }, signal),
  staleTime: 15_000,
});

export function useRelatedCounts(meta: EntityMeta, record: Rec): Record<string, string | undefined> {
  const answers = useQueries({
    queries: meta.related.map((related) => relatedQuery(meta.key, record.id, related.key)),
  });
  return Object.fromEntries(
    meta.related.map((related, at) => {
      const page = answers[at]?.data;
      const total = totalOf(page);
      return [
        related.key,
        page ? (total ? formatCount(total) : `${page.items.length}${page.next ? "+" : ""}`) : "\u2007",
      ];
    }),
  );
}

export function RelatedTab({ meta, record, related }: { meta: EntityMeta; record: Rec; related: RelatedMeta }) {
  const other = useEntity(related.entity);
  const [cursor, setCursor] = useState<string | undefined>();
  const page = useQuery(relatedQuery(meta.key, record.id, related.key, cursor));
  const phone = useIsPhone();
  if (page.isError || other.isError)
    return <Failure message={messageOf(page.error ?? other.error)} onRetry={() => void page.refetch()} />;
  if (!page.data || !other.data)
    return (
      <TableBones
        check={false}
        rows={5}
        columns={[
          { key: "a", width: 180 },
          { key: "b", width: 140 },
          { key: "c", width: 140 },
        ]}
      />
    );
  const info = other.data;
  const fields = fieldMap(info);
  const columns = related.columns.flatMap((name) => {
    const field = fields.get(name);
    if (!field) return [];
    const column = { ...fieldColumn(field, Math.max(kitOf(field).width, 130)), sortable: false };
    return [name === info.title ? { ...column, render: (row: Rec) => <TitleLink meta={info} record={row} /> } : column];
  });
  const create = (): void =>
    void openForm({
      entity: related.entity,
      preset: { [related.field]: { id: record.id, title: String(record[meta.title] ?? "") } },
    });
  const add = may(info.can, "create") && (
    <Button icon={<Icon name="plus" size={14} />} onClick={create}>
      {t("list.create", { label: info.label })}
    </Button>
  );
  if (page.data.items.length === 0) return <Empty text={t("related.empty", { label: related.label })} action={add} />;
  return (
    <div className="related">
      <div className="row related__bar">{add}</div>
      {phone ? (
        <Cards meta={info} rows={page.data.items} selected={new Set()} onToggle={() => {}} />
      ) : (
        <DataTable<Rec>
          label={related.label}
          columns={columns}
          rows={page.data.items}
          set={cursor}
          rowKey={(row) => row.id}
        />
      )}
      {(cursor || page.data.next) && (
        <div className="row related__bar">
          <Button disabled={!cursor} onClick={() => setCursor(undefined)}>
            {t("pager.first")}
          </Button>
          <Button disabled={!page.data.next} onClick={() => setCursor(page.data.next ?? undefined)}>
            {t("pager.next")}
          </Button>
        </div>
      )}
    </div>
  );
}
