/** A month as whole weeks; what stands in a day is told by who uses it. */
import "@/ui/css/month.css";
import { Fragment, type HTMLAttributes, type ReactNode } from "react";
import { dayText, WEEK_DAYS } from "./days";

export function MonthGrid(props: {
  label: string;
  /** Whole weeks, from a Monday on. */
  days: string[];
  /** The month that it is about; other days stand back. */
  month: string;
  today: string;
  isFree: (day: string) => boolean;
  cell: (day: string) => ReactNode;
  cellProps?: (day: string) => HTMLAttributes<HTMLElement>;
  /** A last column that sums up the week of a Monday. */
  aside?: { head: ReactNode; cell: (monday: string) => ReactNode };
}) {
  const { days, month, today, aside } = props;
  const weeks = Array.from({ length: days.length / WEEK_DAYS }, (_, at) =>
    days.slice(at * WEEK_DAYS, (at + 1) * WEEK_DAYS),
  );
  const classOf = (day: string): string => {
    const classes = ["cal-cell"];
    if (props.isFree(day)) classes.push("is-free");
    if (day.slice(0, 7) !== month) classes.push("is-outside");
    if (day === today) classes.push("is-today");
    return classes.join(" ");
  };
  return (
    <section className={`cal-month panel${aside ? " has-aside" : ""}`} aria-label={props.label}>
      <div className="cal-month__names">
        {weeks[0]?.map((day) => (
          <span key={day}>{dayText(day, { weekday: "short" })}</span>
        ))}
        {aside && <span>{aside.head}</span>}
      </div>
      <div className="cal-month__weeks">
        {weeks.map((week) => (
          <Fragment key={week[0]}>
            {week.map((day) => {
              const { className, ...more } = props.cellProps?.(day) ?? {};
              return (
                <div
                  key={day}
                  {...more}
                  className={`${classOf(day)}${className ? ` ${className}` : ""}`}
                  data-day={day}
                >
                  {props.cell(day)}
                </div>
              );
            })}
            {aside && <div className="cal-cell cal-cell--aside">{aside.cell(week[0] ?? "")}</div>}
          </Fragment>
        ))}
      </div>
    </section>
  );
}
