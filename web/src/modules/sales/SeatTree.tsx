/** On the page of an opportunity: who decides, each below whom they report to, with role, attitude and influence. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FieldMeta, Rec, Ref } from "@/api/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { entityInfo, fieldMap, may, useEntity, useMeta } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { seatsQuery } from "./data";

const SEAT = "opportunity_seat";
const SHOWN = ["role", "attitude", "influence"];

/** Who reports to nobody here, or only to somebody who reports to them, stands at the top. */
export function topOf(seats: Rec[]): Rec[] {
  const byContact = new Map(seats.map((seat) => [(seat.contact as Ref | null)?.id, seat]));
  const above = (seat: Rec): Rec | undefined => byContact.get((seat.reports_to as Ref | null)?.id);
  return seats.filter((seat) => {
    const passed = new Set<Rec>([seat]);
    for (let up = above(seat); up; up = above(up)) {
      if (up === seat) return seats.find((one) => passed.has(one)) === seat;
      if (passed.has(up)) return false;
      passed.add(up);
    }
    return above(seat) === undefined;
  });
}

export default function SeatTree({ record }: SlotProps["recordPanel"]) {
  const seen = may(entityInfo(useMeta(), SEAT)?.can, "view");
  const meta = useEntity(seen ? SEAT : "").data;
  const seats = useQuery({ ...seatsQuery(record.id), enabled: seen }).data;
  if (!meta || !seats || seats.length === 0) return null;
  const fields = fieldMap(meta);
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("sales.seats")}</h2>
      </header>
      <div className="panel__body">
        <Level
          seats={topOf(seats)}
          all={seats}
          fields={SHOWN.flatMap((name) => fields.get(name) ?? [])}
          passed={new Set()}
        />
      </div>
    </section>
  );
}

function Level(props: { seats: Rec[]; all: Rec[]; fields: FieldMeta[]; passed: Set<number> }) {
  return (
    <ul className="seats">
      {props.seats.map((seat) => {
        const contact = seat.contact as Ref | null;
        const passed = new Set([...props.passed, seat.id]);
        const below = props.all.filter(
          (one) => contact && (one.reports_to as Ref | null)?.id === contact.id && !passed.has(one.id),
        );
        return (
          <li key={seat.id}>
            <div className={`deal-seat deal-seat--${String(seat.attitude ?? "unknown")}`}>
              {contact && (
                <Link to="/r/$entity/$id" params={{ entity: "contact", id: String(contact.id) }}>
                  {contact.title ?? `#${contact.id}`}
                </Link>
              )}
              {props.fields.map((field) => (
                <Value key={field.name} record={seat} field={field} />
              ))}
            </div>
            {below.length > 0 && <Level {...props} seats={below} passed={passed} />}
          </li>
        );
      })}
    </ul>
  );
}
