/** The latest periods side by side: which are written, which are not. */
import { useEffect, useRef } from "react";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import type { Kind, Mark } from "./types";

const day = (on: string): Date => new Date(`${on}T00:00:00Z`);

function words(kind: Kind, mark: Mark): [string, string] {
  const locale = document.documentElement.lang || "zh-CN";
  const told = (options: Intl.DateTimeFormatOptions, on = mark.on): string =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(day(on));
  if (kind === "month") return [told({ year: "numeric" }), told({ month: "long" })];
  const short: Intl.DateTimeFormatOptions = { month: "numeric", day: "numeric" };
  if (kind === "week") return [told(short), `– ${told(short, mark.until)}`];
  return [told({ weekday: "short" }), told(short)];
}

export function Strip(props: { kind: Kind; marks: Mark[]; active: string | undefined; onPick: (on: string) => void }) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest is at the right end, also of another kind
  useEffect(() => {
    list.current?.querySelector(".is-active")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [props.kind]);
  return (
    <nav className="strip" aria-label={t("journals.strip")}>
      <div className="strip__list" ref={list}>
        {props.marks.map((mark) => {
          const [above, below] = words(props.kind, mark);
          const state = t(`journals.state.${mark.state}`);
          return (
            <button
              key={mark.on}
              type="button"
              className={`strip__day strip__day--${mark.state}${mark.on === props.active ? " is-active" : ""}`}
              aria-current={mark.on === props.active ? "date" : undefined}
              title={state}
              onClick={() => props.onPick(mark.on)}
            >
              <span className="muted">{above}</span>
              <span className="num">{below}</span>
              <span className="strip__state">
                {mark.state === "submitted" ? <Icon name="check" size={12} /> : null}
                {mark.rating !== null && `${mark.rating}★`}
                {mark.state === "missing" || mark.state === "draft" ? state : <span className="sr-only">{state}</span>}
              </span>
            </button>
          );
        })}
      </div>
    </nav>
  );
}
