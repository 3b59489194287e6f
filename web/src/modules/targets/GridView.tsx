/** The year as a table of inputs: what was typed is kept until it is saved, sums follow at once. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { lazy, useState } from "react";
import { put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/targets";
import { openDialog } from "@/ui/dialogs";
import { formatBig, formatDecimal } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { IconButton, Person, ScrollX } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import {
  amountOf,
  cellText,
  cents,
  changedCells,
  type Draft,
  draftKey,
  FIGURES,
  type Figure,
  type Grid,
  type GridRow,
  isAmount,
  MONTHS,
  rowKey,
  sumBelow,
  sumOfMonths,
} from "./data";

const SplitDialog = lazy(() => import("./SplitDialog"));

const nameOf = (row: GridRow): string => (row.subject === "company" ? t("targets.company") : row.title);

interface Problem {
  at: number;
  message: string;
}

export function GridView({ grid }: { grid: Grid }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>({});
  const [figure, setFigure] = useState<Figure>("goal");
  const [busy, setBusy] = useState(false);
  const phone = useIsPhone();
  const count = changedCells(grid.rows, draft).length;
  const bad = Object.values(draft).some((text) => !isAmount(text));
  useLeaveGuard(count > 0);
  const type = (row: GridRow, period: string, text: string): void =>
    setDraft((old) => ({ ...old, [draftKey(row, period, figure)]: text.replaceAll(/[,，\s]/g, "") }));
  const split = async (row: GridRow): Promise<void> => {
    const cells = await openDialog<Record<string, string>>((close) => (
      <SplitDialog
        grid={grid}
        row={row}
        name={nameOf(row)}
        figure={figure}
        total={cellText(row, "year 1", figure, draft)}
        onClose={close}
      />
    ));
    if (cells) setDraft((old) => ({ ...old, ...cells }));
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const cells = changedCells(grid.rows, draft);
      const answer = await put<{ saved: number; problems: Problem[] }>("target/grid", {
        measure: grid.measure,
        year: grid.year,
        cells,
      });
      const why = answer.problems[0]?.message;
      if (why) toast(t("targets.refused", { n: answer.problems.length, why }), { kind: "bad" });
      else toast(t("targets.saved", { n: answer.saved }), { kind: "good" });
      await client.invalidateQueries({ queryKey: ["targets"] });
      if (!why) setDraft({});
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    setBusy(false);
  };
  return (
    <section className="panel">
      <header className="panel__head targets-head">
        <span className="grow">
          <Segmented
            aria-label={t("targets.figure")}
            value={figure}
            options={FIGURES.map((value) => ({ value, label: t(`targets.${value}`) }))}
            onChange={setFigure}
          />
        </span>
        {count > 0 && (
          <span className="row">
            <span className="muted" role="status">
              {t("targets.unsaved", { n: count })}
            </span>
            <Button size="small" onClick={() => setDraft({})}>
              {t("targets.discard")}
            </Button>
            <Button size="small" type="primary" loading={busy} disabled={bad} onClick={() => void save()}>
              {t("common.save")}
            </Button>
          </span>
        )}
      </header>
      {phone &&
        grid.rows.map((row) => (
          <Card key={rowKey(row)} grid={grid} row={row} figure={figure} draft={draft} type={type} split={split} />
        ))}
      {!phone && (
        <ScrollX label={t("targets.grid")}>
          <table className="targets-table">
            <thead>
              <tr>
                <th scope="col" className="targets-table__who">
                  {t("targets.who")}
                </th>
                <th scope="col" className="num">
                  {t("targets.whole")}
                </th>
                {MONTHS.map((period, at) => (
                  <th key={period} scope="col" className="num">
                    {t("targets.monthOf", { n: at + 1 })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {grid.rows.map((row) => (
                <Line key={rowKey(row)} grid={grid} row={row} figure={figure} draft={draft} type={type} split={split} />
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {grid.limited && <p className="panel__body muted">{t("targets.limited", { n: grid.rows.length })}</p>}
    </section>
  );
}

interface LineProps {
  grid: Grid;
  row: GridRow;
  figure: Figure;
  draft: Draft;
  type: (row: GridRow, period: string, text: string) => void;
  split: (row: GridRow) => Promise<void>;
}

const reachedInYear = (row: GridRow): number | null => row.actual?.reduce((sum, one) => sum + cents(one), 0) ?? null;

/** A row on the phone: the year, and its months behind a tap. */
function Card(props: LineProps) {
  const { row, figure, draft } = props;
  const months = sumOfMonths(row, figure, draft);
  const year = cellText(row, "year 1", figure, draft);
  const goal = year || (months > 0 ? amountOf(months) : "");
  return (
    <details className="targets-card">
      <summary style={{ paddingLeft: 14 + row.depth * 8 }}>
        <span className="ellipsis">{nameOf(row)}</span>
        <strong className="num">
          {goal ? formatDecimal(goal) : "–"}
          <Reached goal={goal} actual={reachedInYear(row)} />
        </strong>
      </summary>
      <div className="targets-card__months">
        {["year 1", ...MONTHS].map((period, at) => {
          const label = at === 0 ? t("targets.whole") : t("targets.monthOf", { n: at });
          const actual = at === 0 ? reachedInYear(row) : row.actual ? cents(row.actual[at - 1] ?? "0") : null;
          return (
            <div key={period}>
              <span className="muted">{label}</span>
              <Box {...props} period={period} label={label} />
              <Reached goal={cellText(row, period, figure, draft)} actual={actual} />
            </div>
          );
        })}
        {row.can_change && <Button onClick={() => void props.split(row)}>{t("targets.split")}</Button>}
      </div>
    </details>
  );
}

function Line(props: LineProps) {
  const { grid, row, figure, draft } = props;
  const months = sumOfMonths(row, figure, draft);
  const year = cellText(row, "year 1", figure, draft);
  const below = sumBelow(grid.rows, row, "year 1", figure, draft);
  const reached = reachedInYear(row);
  const differs = (sum: number): string => (year !== "" && cents(year) !== sum ? " is-off" : "");
  return (
    <tr className={row.subject === "person" ? undefined : "targets-table__dept"}>
      <th scope="row" className="targets-table__who" style={{ paddingLeft: 12 + row.depth * 14 }}>
        <span className="row">
          {row.subject === "person" ? <Person name={row.title} /> : <span className="ellipsis">{nameOf(row)}</span>}
          {row.can_change && (
            <IconButton
              icon="right"
              size="small"
              label={t("targets.splitOf", { who: nameOf(row) })}
              onClick={() => void props.split(row)}
            />
          )}
        </span>
      </th>
      <td className="num targets-table__year">
        <Box {...props} period="year 1" label={t("targets.whole")} />
        {months > 0 && (
          <span className={`targets-sum${differs(months)}`}>
            {t("targets.sumOfMonths", { n: formatDecimal(amountOf(months)) })}
          </span>
        )}
        {below !== null && (
          <span className={`targets-sum${differs(below)}`}>
            {t("targets.sumBelow", { n: formatDecimal(amountOf(below)) })}
          </span>
        )}
        <Reached goal={year || (months > 0 ? amountOf(months) : "")} actual={reached} />
      </td>
      {MONTHS.map((period, at) => (
        <td key={period} className="num">
          <Box {...props} period={period} label={t("targets.monthOf", { n: at + 1 })} />
          <Reached
            goal={cellText(row, period, figure, draft)}
            actual={row.actual ? cents(row.actual[at] ?? "0") : null}
          />
        </td>
      ))}
    </tr>
  );
}

function Box(props: {
  grid: Grid;
  row: GridRow;
  figure: Figure;
  draft: Draft;
  period: string;
  label: string;
  type: (row: GridRow, period: string, text: string) => void;
}) {
  const { row, period, figure, draft } = props;
  const text = cellText(row, period, figure, draft);
  const [active, setActive] = useState(false);
  if (!row.can_change) return <span>{text ? formatDecimal(text) : <span className="muted">–</span>}</span>;
  const typed = draftKey(row, period, figure) in draft;
  return (
    <input
      className={`targets-input${typed ? " is-new" : ""}${isAmount(text) ? "" : " is-bad"}`}
      inputMode="decimal"
      aria-label={t("targets.cell", { who: nameOf(row), period: props.label, figure: t(`targets.${figure}`) })}
      aria-invalid={!isAmount(text)}
      value={active ? text : text && isAmount(text) ? formatDecimal(text) : text}
      onFocus={() => setActive(true)}
      onBlur={() => setActive(false)}
      onChange={(event) => props.type(row, period, event.target.value)}
    />
  );
}

/** What was reached, and how much of the goal that is. */
function Reached({ goal, actual }: { goal: string; actual: number | null }) {
  if (actual === null || (actual === 0 && goal === "")) return <span className="targets-reached" />;
  const rate = cents(goal) > 0 ? Math.round((actual / cents(goal)) * 100) : null;
  const tone = rate === null ? "" : rate >= 100 ? " is-good" : "";
  return (
    <span className={`targets-reached${tone}`}>
      {rate !== null && rate >= 100 && <Icon name="check" size={12} />}
      <span className="sr-only">{t("targets.actual")} </span>
      {formatBig(actual / 100)}
      {rate !== null && ` · ${rate}%`}
    </span>
  );
}
