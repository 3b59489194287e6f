/** The chart: boxes under their superior, drawn by CSS. A box is dragged onto another one, or moved by the form. */
import { type DragEvent, useState } from "react";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import { choicesOf, fieldMap, useMeta } from "@/meta/hooks";
import { Avatar, Tag } from "@/ui/parts";
import type { Seat } from "./data";
import { nameOf } from "./PhoneList";

interface Props {
  seats: Seat[];
  meta: EntityMeta;
  picked: number | null;
  onPick: (id: number | null) => void;
  onMove: (seat: Seat, superior: Seat | null) => Promise<void>;
}

/** A place and everything below it. */
export function branchesOf(seats: Seat[], id: number): Set<number> {
  const found = new Set([id]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const seat of seats) {
      if (seat.above !== null && found.has(seat.above) && !found.has(seat.id)) {
        found.add(seat.id);
        grown = true;
      }
    }
  }
  return found;
}

export function OrgChart(props: Props) {
  const [dragged, setDragged] = useState<Seat | null>(null);
  const known = new Set(props.seats.map((seat) => seat.id));
  const tops = props.seats.filter((seat) => seat.above === null || !known.has(seat.above));
  const blocked = dragged ? branchesOf(props.seats, dragged.id) : new Set<number>();
  const drop = (superior: Seat | null): void => {
    const seat = dragged;
    setDragged(null);
    if (!seat || seat.above === (superior?.id ?? null) || (superior && blocked.has(superior.id))) return;
    void props.onMove(seat, superior);
  };
  const below = (id: number): Seat[] => props.seats.filter((seat) => seat.above === id);
  const branch = (seat: Seat): React.ReactNode => (
    <li key={seat.id}>
      <Box
        {...props}
        seat={seat}
        target={dragged !== null && !blocked.has(seat.id)}
        onDrag={setDragged}
        onDrop={() => drop(seat)}
      />
      {below(seat.id).length > 0 && <ul>{below(seat.id).map(branch)}</ul>}
    </li>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the chart scrolls, so the keyboard must reach it
    <section className="org-chart" aria-label={t("tab.decisions")} tabIndex={0}>
      {dragged && dragged.above !== null && (
        // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop; the keyboard has the form
        <div className="chart__top" onDragOver={(event) => event.preventDefault()} onDrop={() => drop(null)}>
          {t("relations.seatTop")}
        </div>
      )}
      <ul className="chart__tree">{tops.map(branch)}</ul>
      <p className="muted chart__hint">{t("relations.dragHint")}</p>
    </section>
  );
}

function Box(props: Props & { seat: Seat; target: boolean; onDrag: (seat: Seat | null) => void; onDrop: () => void }) {
  const { seat, meta } = props;
  const dictionaries = useMeta();
  const fields = fieldMap(meta);
  const choice = (name: "role" | "attitude") => {
    const field = fields.get(name);
    return field ? choicesOf(field, dictionaries).find((each) => each.value === seat[name]) : undefined;
  };
  const role = choice("role");
  const attitude = choice("attitude");
  const hidden = !("id" in seat.contact);
  const movable = seat.can.update === true;
  const over = (event: DragEvent): void => {
    if (props.target) event.preventDefault();
  };
  return (
    <button
      type="button"
      className={`seat seat--${attitude?.color || "gray"}${props.picked === seat.id ? " is-picked" : ""}${props.target ? " is-target" : ""}`}
      draggable={movable}
      aria-pressed={props.picked === seat.id}
      disabled={hidden}
      onClick={() => props.onPick(props.picked === seat.id ? null : seat.id)}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", String(seat.id));
        props.onDrag(seat);
      }}
      onDragEnd={() => props.onDrag(null)}
      onDragOver={over}
      onDrop={props.onDrop}
    >
      <span className="seat__name">
        <Avatar name={nameOf(seat)} size={24} />
        <span className="ellipsis">{nameOf(seat)}</span>
      </span>
      {"id" in seat.contact && seat.contact.title ? (
        <span className="seat__job ellipsis muted">{String(seat.contact.title)}</span>
      ) : null}
      <span className="seat__tags">
        {role && <Tag color={role.color}>{role.label}</Tag>}
        {attitude && <Tag color={attitude.color}>{attitude.label}</Tag>}
        {seat.influence && (
          <span className="strength" title={t("relations.influence", { n: seat.influence })}>
            {[1, 2, 3, 4, 5].map((n) => (
              <i key={n} className={n <= Number(seat.influence) ? "is-on" : ""} />
            ))}
          </span>
        )}
      </span>
    </button>
  );
}
