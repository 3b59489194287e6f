/** A pool at phone width: name, a few facts, and the claim under the thumb. */
import { Button } from "antd";
import type { EntityMeta, FieldMeta, Rec } from "@/api/types";
import { Value, valueText } from "@/fields/Value";
import { t } from "@/i18n";
import "@/i18n/words/pools";

const BADGES = 2;
const FACTS = 2;

export function PoolCards(props: {
  meta: EntityMeta;
  fields: FieldMeta[];
  rows: Rec[];
  busy: number | null;
  onOpen: (row: Rec) => void;
  onClaim: (row: Rec) => void;
}) {
  const named = new Set(props.meta.list.card?.badges ?? []);
  const rest = props.fields.filter((field) => field.name !== props.meta.title);
  const badges = rest.filter((field) => named.has(field.name)).slice(0, BADGES);
  return (
    <ul className="cards">
      {props.rows.map((row) => {
        const title = String(row[props.meta.title] || `#${row.id}`);
        const facts = rest.filter((field) => !badges.includes(field) && valueText(row, field) !== "").slice(0, FACTS);
        return (
          <li key={row.id} className="card pool-card">
            <div className="grow">
              <button type="button" className="pool-card__name" onClick={() => props.onOpen(row)}>
                {title}
              </button>
              <div className="card__badges">
                {badges.map((field) => (
                  <span key={field.name}>
                    <Value record={row} field={field} />
                  </span>
                ))}
              </div>
              <div className="pool-card__facts">
                {facts.map((field) => (
                  <span key={field.name} className="ellipsis">
                    <Value record={row} field={field} />
                  </span>
                ))}
              </div>
            </div>
            <Button
              type="primary"
              loading={props.busy === row.id}
              aria-label={t("pools.claimOne", { name: title })}
              onClick={() => props.onClaim(row)}
            >
              {t("pools.op_claim")}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
