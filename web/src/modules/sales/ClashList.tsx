/** Opportunities that may be the same one, as far as the reader may know them. */
import "@/i18n/words/sales";
import { Link } from "@tanstack/react-router";
import { t } from "@/i18n";
import { Tag } from "@/ui/parts";
import type { Clash } from "./data";

const TONES = { certain: "red", likely: "orange", possible: "gray" } as const;

export function ClashList({ items }: { items: Clash[] }) {
  return (
    <ul className="clashes">
      {items.map((one, at) => (
        <li key={one.id ?? `hidden ${at}`} className="clashes__item">
          <Tag color={TONES[one.verdict]}>{t(`sales.verdict.${one.verdict}`)}</Tag>
          <div className="grow">
            {one.hidden ? (
              <span>{one.owner ? t("sales.hiddenOf", { owner: one.owner }) : t("sales.hidden")}</span>
            ) : (
              <>
                <Link to="/r/$entity/$id" params={{ entity: "opportunity", id: String(one.id) }}>
                  {one.name}
                </Link>
                <span className="muted">
                  {[one.customer, one.stage, one.owner].filter(Boolean).join(" · ")}
                  {one.registered_until && ` · ${t("sales.registeredUntil", { on: one.registered_until })}`}
                </span>
                <span className="muted">{one.reasons?.map((reason) => reason.text).join(" ")}</span>
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
