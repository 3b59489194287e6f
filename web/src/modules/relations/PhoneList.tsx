/** The people of a customer with their numbers, masked where the reader's rights say so. */
import { Link } from "@tanstack/react-router";
import type { EntityMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { fieldMap } from "@/meta/hooks";
import { Bones, Empty, ScrollX } from "@/ui/parts";
import type { Seat } from "./data";

const COLUMNS = ["title", "department", "mobile", "phone"];

export const nameOf = (seat: Seat): string =>
  "id" in seat.contact ? String(seat.contact.name) : String(seat.contact.title);

export function PhoneList({ seats, loose, meta }: { seats: Seat[]; loose: Rec[]; meta: EntityMeta | undefined }) {
  if (!meta) return <Bones rows={4} />;
  const people = [...seats.flatMap((seat) => ("id" in seat.contact ? [seat.contact as Rec] : [])), ...loose];
  if (people.length === 0) return <Empty text={t("relations.seatsEmpty")} hint={t("relations.seatsEmptyHint")} />;
  const fields = fieldMap(meta);
  const columns = COLUMNS.flatMap((name) => fields.get(name) ?? []);
  return (
    <ScrollX label={t("relations.phones")}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{fields.get("name")?.label}</th>
            {columns.map((field) => (
              <th key={field.name} scope="col">
                {field.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td>
                <Link to="/r/$entity/$id" params={{ entity: "contact", id: String(person.id) }}>
                  {String(person.name)}
                </Link>
              </td>
              {columns.map((field) => {
                const Display = kitOf(field).Display;
                return (
                  <td key={field.name}>
                    <Display value={person[field.name]} field={field} mode="cell" />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
