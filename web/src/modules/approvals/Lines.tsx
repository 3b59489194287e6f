/** The lines of a document as they stood when it was submitted: on the page of a request and on its sheet. */
import type { FieldMeta, Ref } from "@/api/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { formatDecimal } from "@/ui/format";
import { ScrollX } from "@/ui/parts";
import "@/ui/css/approval.css";
import { factRecord, type LinesTable } from "./data";

const RIGHT = new Set(["integer", "decimal", "percent", "money"]);
const side = (type: string): string | undefined => (RIGHT.has(type) ? "is-right num" : undefined);

/** Nothing to decide about: no line says anything, or all say none, as what is delivered of an order. */
function says(table: LinesTable, field: FieldMeta): boolean {
  const values = table.rows.map((row) => row[field.name]);
  if (values.every((value) => value === null || value === "" || Number(value) === 0)) return false;
  // A name that only repeats what the line links to.
  const links = table.columns.filter((other) => other.type === "link");
  return !links.some((link) => table.rows.every((row) => (row[link.name] as Ref | null)?.title === row[field.name]));
}

/** `1200.000000` reads 1,200 and `3.5000` 3.5; prices have their cents. */
const short = (value: string, digits: number): string =>
  formatDecimal(value.includes(".") ? value.replace(/\.?0+$/, "") : value, digits);
const isPrice = (field: FieldMeta): boolean => /price/.test(field.name);

export function Lines({ table }: { table: LinesTable }) {
  const columns = table.columns.filter((field) => says(table, field));
  return (
    <>
      <ScrollX label={table.label}>
        <table className="plain-table approval-lines">
          <thead>
            <tr>
              <th scope="col">{t("approvals.position")}</th>
              {columns.map((field) => (
                <th key={field.name} scope="col" className={side(field.type)}>
                  {field.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: frozen rows never move
              <tr key={at}>
                <td className="num">{at + 1}</td>
                {columns.map((field) => (
                  <td key={field.name} className={side(field.type)} data-label={field.label}>
                    {field.type === "decimal" && typeof row[field.name] === "string" ? (
                      short(String(row[field.name]), isPrice(field) ? 2 : 0)
                    ) : (
                      <Value record={{ id: at, ...row }} field={field} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      {table.groups.length > 0 && (
        <dl className="approval-groups">
          <dt>{t("approvals.groups")}</dt>
          {table.groups.map((group) => (
            <dd key={group.title}>
              <span className="muted">{group.title}</span> <Value record={factRecord([group])} field={group.field} />
            </dd>
          ))}
        </dl>
      )}
    </>
  );
}
