import { useQueryClient } from "@tanstack/react-query";
import { Button, Input, Segmented } from "antd";
import { useState } from "react";
import { put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { isFree } from "./grid";
import { PasteDialog } from "./PasteDialog";
import { daysOf, dayText } from "./time";
import type { SpecialDay } from "./types";

export interface Workdays {
  year: number;
  days: SpecialDay[];
  /** The year whose holidays nobody has entered. */
  missing: number | null;
  version: string;
}

type Brush = "rest" | "work" | "plain";
const BRUSHES: Brush[] = ["rest", "work", "plain"];
const WORD = { rest: "calendar.asRest", work: "calendar.asWork", plain: "calendar.asPlain" } as const;

/** Twelve months; a click gives a day the chosen mark. Nothing is kept before it is saved. */
export function YearEditor({ stored, editable }: { stored: Workdays; editable: boolean }) {
  const client = useQueryClient();
  const [marks, setMarks] = useState(() => new Map(stored.days.map((one) => [one.day, one])));
  const [brush, setBrush] = useState<Brush>("rest");
  const [name, setName] = useState("");
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const change = (next: Map<string, SpecialDay>): void => {
    setMarks(next);
    setDirty(true);
  };
  const paint = (day: string): void => {
    const next = new Map(marks);
    const had = next.get(day);
    const working = brush === "work";
    if (brush === "plain" || (had && had.working === working && had.name === name.trim())) next.delete(day);
    else next.set(day, { day, working, name: name.trim() });
    change(next);
  };
  const paste = async (): Promise<void> => {
    const days = await openDialog<SpecialDay[]>((close) => <PasteDialog year={stored.year} onClose={close} />);
    if (days) change(new Map([...marks, ...days.map((one) => [one.day, one] as const)]));
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const saved = await put<Workdays>("workdays", {
        year: stored.year,
        days: [...marks.values()],
        version: stored.version,
      });
      client.setQueryData(["workdays", stored.year], saved);
      await client.invalidateQueries({ queryKey: ["workdays"] });
      void client.invalidateQueries({ queryKey: ["calendar"] });
      toast(t("calendar.saved"), { kind: "good" });
      setDirty(false);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    setBusy(false);
  };
  const days = [...marks.values()].sort((a, b) => a.day.localeCompare(b.day));
  const work = days.filter((one) => one.working).length;
  return (
    <>
      {editable && (
        <section className="panel cal-brush">
          <span>{t("calendar.brush")}</span>
          <Segmented<Brush>
            aria-label={t("calendar.brush")}
            value={brush}
            options={BRUSHES.map((value) => ({ value, label: t(WORD[value]) }))}
            onChange={setBrush}
          />
          <Input
            className="cal-brush__name"
            aria-label={t("calendar.dayName")}
            placeholder={t("calendar.dayName")}
            maxLength={60}
            disabled={brush === "plain"}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button onClick={() => void paste()}>{t("calendar.paste")}</Button>
          <span className="grow" />
          {dirty && <span className="muted">{t("calendar.unsaved")}</span>}
          {dirty && (
            <Button
              onClick={() => {
                setMarks(new Map(stored.days.map((one) => [one.day, one])));
                setDirty(false);
              }}
            >
              {t("calendar.discard")}
            </Button>
          )}
          <Button type="primary" disabled={!dirty} loading={busy} onClick={() => void save()}>
            {t("common.save")}
          </Button>
        </section>
      )}
      <p className="muted cal-year__sum">
        {days.length > 0 ? t("calendar.listed", { rest: days.length - work, work }) : t("calendar.noneYet")}
      </p>
      <div className="cal-year">
        {Array.from({ length: 12 }, (_, at) => `${stored.year}-${String(at + 1).padStart(2, "0")}-01`).map((first) => (
          <Month key={first} first={first} marks={marks} paint={editable ? paint : undefined} />
        ))}
      </div>
    </>
  );
}

function Month({
  first,
  marks,
  paint,
}: {
  first: string;
  marks: Map<string, SpecialDay>;
  paint?: (day: string) => void;
}) {
  const days = daysOf("month", first);
  return (
    <section className="panel cal-small" aria-label={dayText(first, { year: "numeric", month: "long" })}>
      <h2>{dayText(first, { month: "long" })}</h2>
      <div className="cal-small__grid">
        {days.slice(0, 7).map((day) => (
          <span key={`name ${day}`} className="muted" aria-hidden="true">
            {dayText(day, { weekday: "narrow" })}
          </span>
        ))}
        {days.map((day) =>
          day.slice(0, 7) === first.slice(0, 7) ? (
            <Day key={day} day={day} marks={marks} paint={paint} />
          ) : (
            <span key={day} />
          ),
        )}
      </div>
    </section>
  );
}

function Day({ day, marks, paint }: { day: string; marks: Map<string, SpecialDay>; paint?: (day: string) => void }) {
  const mark = marks.get(day);
  const classes = ["cal-small__day", "num"];
  if (mark) classes.push(mark.working ? "is-work" : "is-rest");
  else if (isFree(day, marks)) classes.push("is-free");
  const kind = mark ? t(mark.working ? "calendar.asWork" : "calendar.asRest") : "";
  const full = dayText(day, { month: "long", day: "numeric", weekday: "long" });
  return (
    <button
      type="button"
      className={classes.join(" ")}
      disabled={!paint}
      title={mark?.name || undefined}
      aria-label={[full, kind, mark?.name].filter(Boolean).join(" ")}
      onClick={() => paint?.(day)}
    >
      {Number(day.slice(8))}
      {mark && <span className="cal-small__mark">{t(mark.working ? "calendar.worked" : "calendar.free")}</span>}
    </button>
  );
}
