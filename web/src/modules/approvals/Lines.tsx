/** The lines of a document as they stood when it was submitted: on the page of a request and on its sheet. */
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { ScrollX } from "@/ui/parts";
import { factRecord, type LinesTable } from "./data";

const RIGHT = new Set(["integer", "decimal", "percent", "money"]);
const side = (type: string): string | undefined => (RIGHT.has(type) ? "is-right num" : undefined);

export function Lines({ table }: { table: LinesTable }) {
  const columns = table.columns.filter((field) =>
    table.rows.some((row) => row[field.name] !== null && row[field.name] !== ""),
  );
  return (
    <>
      <ScrollX label={table.label}>
        <table className="plain-table">
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
                  <td key={field.name} className={side(field.type)}>
                    <Value record={{ id: at, ...row }} field={field} />
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
