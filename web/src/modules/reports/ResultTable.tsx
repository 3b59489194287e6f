/** An answer as a table: one axis down, and where there are two, the second across with totals at both ends. Every
 * number that a list can show opens it. */
import { Link } from "@tanstack/react-router";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { ScrollX } from "@/ui/parts";
import { change, figure, matrix, openingOf } from "./chart";
import type { Answer, Values } from "./data";

const MAX_ROWS = 500;

export function Delta({ values, at }: { values: Values; at: number }) {
  const found = change(values, at);
  if (!found) return null;
  const kind = found.up === null ? "same" : found.up ? "up" : "down";
  const label =
    found.up === null
      ? t("reports.same")
      : found.percent === null
        ? t("reports.fromNothing")
        : t(found.up ? "reports.more" : "reports.less", { n: found.percent });
  return (
    <span className={`delta delta--${kind}`} title={label}>
      <span aria-hidden="true">
        {found.up === null ? t("reports.even") : `${found.up ? "↑" : "↓"}${found.percent ?? t("reports.wasNothing")}`}
      </span>
      <span className="sr-only">{label}</span>
    </span>
  );
}

function Amount({
  answer,
  places,
  measure,
  value,
}: {
  answer: Answer;
  places: number[];
  measure: number;
  value: number | string | null | undefined;
}) {
  const column = answer.measures[measure];
  if (!column) return null;
  const text = figure(value, column);
  const opening = value === null || value === undefined || value === 0 ? null : openingOf(answer, places, measure);
  if (!opening) return <span className={value ? undefined : "muted"}>{text}</span>;
  return (
    <Link
      to="/r/$entity"
      params={{ entity: opening.entity }}
      search={(opening.filter ? { f: opening.filter } : {}) as never}
    >
      {text}
    </Link>
  );
}

function Flat({ answer }: { answer: Answer }) {
  const entries = answer.axes[0] ?? [];
  const byPlace = new Map(answer.cells.map((cell) => [cell.at[0] ?? 0, cell]));
  const zero: Values = { values: answer.measures.map((one) => (one.fn === "count" ? 0 : null)) };
  return (
    <table className="report-table">
      <thead>
        <tr>
          {answer.axes.length > 0 && <th scope="col">{answer.dimensions[0]?.label}</th>}
          {answer.measures.map((measure, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two measures may be called the same
            <th key={at} scope="col" className="num">
              {measure.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.slice(0, MAX_ROWS).map((entry, row) => {
          const cell = byPlace.get(row) ?? zero;
          return (
            <tr key={entry.others ? "others" : (entry.key ?? "none")}>
              <th scope="row">{entry.title}</th>
              {answer.measures.map((_measure, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two measures may be called the same
                <td key={at} className="num">
                  <span className="report-cell">
                    <Amount answer={answer} places={[row]} measure={at} value={cell.values[at]} />
                    <Delta values={cell} at={at} />
                  </span>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          {answer.axes.length > 0 && <th scope="row">{t("reports.total")}</th>}
          {answer.measures.map((_measure, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two measures may be called the same
            <td key={at} className="num">
              <span className="report-cell">
                <Amount answer={answer} places={[]} measure={at} value={answer.totals.all.values[at]} />
                <Delta values={answer.totals.all} at={at} />
              </span>
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

function Pivot({ answer }: { answer: Answer }) {
  const [down, across] = [answer.axes[0] ?? [], answer.axes[1] ?? []];
  const grids = answer.measures.map((_measure, at) => matrix(answer, at));
  const named = answer.measures.length > 1;
  const heads = across.flatMap((entry, place) =>
    answer.measures.map((measure, at) => ({ entry, place, at, measure, key: `${entry.key ?? place}:${at}` })),
  );
  return (
    <table className="report-table">
      <thead>
        <tr>
          <th scope="col">
            {answer.dimensions[0]?.label} / {answer.dimensions[1]?.label}
          </th>
          {heads.map((head) => (
            <th key={head.key} scope="col" className="num">
              {named ? `${head.entry.title} · ${head.measure.label}` : head.entry.title}
            </th>
          ))}
          {answer.measures.map((measure, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two measures may be called the same
            <th key={at} scope="col" className="num">
              {named ? `${t("reports.total")} · ${measure.label}` : t("reports.total")}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {down.slice(0, MAX_ROWS).map((entry, row) => (
          <tr key={entry.others ? "others" : (entry.key ?? "none")}>
            <th scope="row">{entry.title}</th>
            {heads.map((head) => (
              <td key={head.key} className="num">
                <Amount
                  answer={answer}
                  places={[row, head.place]}
                  measure={head.at}
                  value={grids[head.at]?.[row]?.[head.place]}
                />
              </td>
            ))}
            {answer.measures.map((measure, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two measures may be called the same
              <td key={at} className="num report-table__sum">
                {figure(answer.totals.rows[row]?.values[at], measure)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("reports.total")}</th>
          {heads.map((head) => (
            <td key={head.key} className="num">
              {figure(answer.totals.columns[head.place]?.values[head.at], head.measure)}
            </td>
          ))}
          {answer.measures.map((measure, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two measures may be called the same
            <td key={at} className="num">
              {figure(answer.totals.all.values[at], measure)}
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

export function ResultTable({ answer, label }: { answer: Answer; label: string }) {
  const rows = answer.axes[0]?.length ?? 0;
  return (
    <>
      <ScrollX label={label}>{answer.axes.length > 1 ? <Pivot answer={answer} /> : <Flat answer={answer} />}</ScrollX>
      {rows > MAX_ROWS && <p className="muted report-more">{t("reports.moreRows", { n: rows - MAX_ROWS })}</p>}
    </>
  );
}
