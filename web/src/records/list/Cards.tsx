/** The list at phone width: name, badges, owner, amount, date. */
import type { EntityMeta, FieldMeta, Rec } from "@/api/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { fieldMap } from "@/meta/hooks";
import { Bone } from "@/ui/parts";
import { TitleLink } from "./columns";

export function Cards(props: {
  meta: EntityMeta;
  rows: Rec[];
  selected: ReadonlySet<number>;
  onToggle: (id: number) => void;
}) {
  const { meta } = props;
  const fields = fieldMap(meta);
  const card = meta.list.card;
  const pick = (name: string | null | undefined): FieldMeta | undefined => (name ? fields.get(name) : undefined);
  const named = (
    card?.badges?.length ? card.badges : meta.list.columns.filter((name) => name !== meta.title).slice(0, 2)
  ).map(pick);
  const badges = named.filter((field): field is FieldMeta => field !== undefined);
  const amount = pick(card?.amount);
  const date = pick(card?.date);
  const owner = pick("owner");
  return (
    <ul className="cards">
      {props.rows.map((row) => (
        <li key={row.id} className={`card${props.selected.has(row.id) ? " is-selected" : ""}`}>
          <div className="card__line">
            <span className="card__title">
              <TitleLink meta={meta} record={row} />
            </span>
            <label className="card__check">
              <input
                type="checkbox"
                className="check"
                checked={props.selected.has(row.id)}
                onChange={() => props.onToggle(row.id)}
                aria-label={t("table.selectRow")}
              />
            </label>
          </div>
          <div className="card__line">
            <span className="card__badges">
              {badges.map((field) => (
                <span key={field.name}>
                  <Value record={row} field={field} />
                </span>
              ))}
            </span>
            {amount && (
              <strong className="num">
                <Value record={row} field={amount} />
              </strong>
            )}
          </div>
          <div className="card__line card__line--low">
            <span>{owner && <Value record={row} field={owner} />}</span>
            {date && row[date.name] ? (
              <span>
                {date.label} <Value record={row} field={date} />
              </span>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

export function CardBones() {
  return (
    <ul className="cards" aria-label={t("state.loading")}>
      {["a", "b", "c", "d", "e"].map((key) => (
        <li key={key} className="card">
          <Bone width="62%" height={18} />
          <Bone width="44%" height={16} />
          <Bone width="80%" height={16} />
        </li>
      ))}
    </ul>
  );
}
