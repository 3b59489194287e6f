/** The rows of a document on its page, with their sums. */
import "@/i18n/words/lines";
import "@/ui/css/lines.css";
import type { EntityMeta, LinesMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { useEntity } from "@/meta/hooks";
import { useIsPhone } from "@/ui/hooks";
import { Bones, ScrollX } from "@/ui/parts";
import { CardFace } from "./LineCards";
import { readWidth, Widths } from "./LineGrid";
import { lineColumns, sumOf, telling, toLines } from "./rows";

export default function RecordLines({ meta, record }: { meta: EntityMeta; record: Rec }) {
  return (meta.lines ?? []).map((list) => <OneList key={list.key} list={list} record={record} />);
}

function OneList({ list, record }: { list: LinesMeta; record: Rec }) {
  const other = useEntity(list.entity);
  const phone = useIsPhone();
  // Who may not see rows of this kind gets a document without them.
  if (other.isError) return null;
  if (!other.data) return <Bones rows={4} />;
  const lines = toLines(record[list.key]);
  const columns = telling(lineColumns(list, other.data.fields), lines);
  const sums = columns.map((column) =>
    column.summed ? sumOf(lines.map((line) => line.values[column.field.name])) : null,
  );
  return (
    <section className="lines lines--read">
      <div className="lines__head">
        <h2>{list.label}</h2>
        <span className="muted">{t("lines.count", { n: lines.length })}</span>
      </div>
      {lines.length === 0 ? (
        <p className="muted">{t("lines.none", { label: list.label })}</p>
      ) : phone ? (
        <>
          <ol className="lines__cards">
            {lines.map((line, at) => (
              <li key={line.key} className="lines__card">
                <span className="lines__card-no" aria-hidden="true">
                  {at + 1}
                </span>
                <CardFace line={line} columns={columns} />
              </li>
            ))}
          </ol>
          <dl className="lines__totals">
            {columns.map(({ field }, at) =>
              sums[at] === null ? null : (
                <div key={field.name}>
                  <dt>{field.label}</dt>
                  <dd>
                    <Value record={{ id: 0, [field.name]: sums[at] }} field={field} />
                  </dd>
                </div>
              ),
            )}
          </dl>
        </>
      ) : (
        <ScrollX label={list.label}>
          <table className="lines__table" style={{ minWidth: readWidth(columns, lines) }}>
            <Widths columns={columns} tools={false} lines={lines} />
            <thead>
              <tr>
                <th scope="col" className="lines__no">
                  <span className="sr-only">{t("lines.row")}</span>#
                </th>
                {columns.map(({ field }) => (
                  <th key={field.name} scope="col" className={kitOf(field).align === "right" ? "is-right" : ""}>
                    {field.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line, at) => (
                <tr key={line.key}>
                  <th scope="row" className="lines__no">
                    {at + 1}
                  </th>
                  {columns.map(({ field }) => (
                    <td key={field.name} className={kitOf(field).align === "right" ? "is-right" : ""}>
                      <span className="lines__value">
                        <Value
                          record={{
                            id: line.id ?? 0,
                            ...line.values,
                            _masked: line.masked ? [...line.masked] : undefined,
                          }}
                          field={field}
                        />
                      </span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" className="lines__no">
                  <span className="sr-only">{t("lines.sum")}</span>Σ
                </th>
                {columns.map(({ field }, at) => (
                  <td key={field.name} className={kitOf(field).align === "right" ? "is-right" : ""}>
                    {sums[at] !== null && <Value record={{ id: 0, [field.name]: sums[at] }} field={field} />}
                  </td>
                ))}
              </tr>
            </tfoot>
          </table>
        </ScrollX>
      )}
    </section>
  );
}
