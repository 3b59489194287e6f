import { Link } from "@tanstack/react-router";
import type { EntityMeta, FieldMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { Value, valueText } from "@/fields/Value";
import type { Column } from "@/ui/DataTable";
import type { ShownColumn } from "./useList";

/** The name of a record, which opens it. */
export function TitleLink({ meta, record }: { meta: Pick<EntityMeta, "key" | "title">; record: Rec }) {
  return (
    <Link className="cell-link" to="/r/$entity/$id" params={{ entity: meta.key, id: String(record.id) }}>
      {String(record[meta.title] || `#${record.id}`)}
    </Link>
  );
}

export function fieldColumn(field: FieldMeta, width: number): Column<Rec> {
  return {
    key: field.name,
    title: field.label,
    width,
    align: kitOf(field).align,
    sortable: field.sortable,
    render: (record) => <Value record={record} field={field} />,
    text: (record) => valueText(record, field),
  };
}

export function tableColumns(meta: EntityMeta, columns: ShownColumn[]): Column<Rec>[] {
  return columns.map(({ field, width }) => {
    const column = fieldColumn(field, width);
    return field.name === meta.title
      ? { ...column, render: (record) => <TitleLink meta={meta} record={record} /> }
      : column;
  });
}
