/** One record that may be the same: what it is called, whose it is, and why it was found. */
import type { ReactNode } from "react";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { Icon } from "@/ui/Icon";
import { Tag } from "@/ui/parts";
import type { Hit, Reason } from "./api";
import { VERDICT_COLOR } from "./api";
import { formatDays } from "./days";

export function Reasons({ reasons }: { reasons: Reason[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul className="evidence">
      {reasons.map((reason) => (
        <li
          key={`${reason.field}.${reason.code}`}
          className={`evidence__line evidence__line--${reason.weight < 0 ? "against" : "for"}`}
        >
          <span>{reason.text}</span>
          {reason.details.length > 0 && (
            <span className="muted">（{reason.details.map((detail) => detail.text).join("、")}）</span>
          )}
          <span className="evidence__strength">
            {t(reason.weight < 0 ? "duplicates.against" : `duplicates.${reason.strength}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function HitCard({
  entity,
  label,
  hit,
  actions,
}: {
  entity: string;
  label: string;
  hit: Hit;
  actions?: ReactNode;
}) {
  const facts = [
    hit.owner ? t("duplicates.owner", { name: hit.owner }) : null,
    hit.pool ?? null,
    hit.last_follow_up ? t("duplicates.followed", { when: formatDays(hit.last_follow_up) }) : null,
  ].filter(Boolean);
  const title =
    hit.id === undefined
      ? t(hit.verdict === "certain" ? "duplicates.hiddenCertain" : "duplicates.hiddenLikely", { label })
      : (hit.name ?? "");
  return (
    <li className="hit">
      <div className="hit__head">
        {hit.id === undefined ? (
          <strong className="hit__title">{title}</strong>
        ) : (
          <a className="hit__title" href={`/r/${entity}/${hit.id}`} target="_blank" rel="noopener">
            {title} <Icon name="link" size={12} />
          </a>
        )}
        <Tag color={VERDICT_COLOR[hit.verdict]}>{t(`duplicates.${hit.verdict}`)}</Tag>
      </div>
      {facts.length > 0 && <p className="hit__facts">{facts.join(" · ")}</p>}
      {hit.reasons && <Reasons reasons={hit.reasons} />}
      {actions && <div className="hit__actions">{actions}</div>}
    </li>
  );
}
