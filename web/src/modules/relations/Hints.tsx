/** Numbers, domains and addresses that this party shares with another company. */
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { Bones, Tag } from "@/ui/parts";
import { hintsQuery } from "./data";
import { PartyLink } from "./PartyLink";
import type { Self } from "./RelationDialog";

const COLOR = { same_phone: "orange", same_email: "orange", same_domain: "blue", same_address: "purple" };

export function Hints({ self }: { self: Self }) {
  const found = useQuery(hintsQuery(self.kind, self.id));
  return (
    <section className="graph__box" aria-label={t("relations.hints")}>
      <h3>{t("relations.hints")}</h3>
      {found.isPending && <Bones rows={2} />}
      {found.isError && <p className="muted">{messageOf(found.error)}</p>}
      {found.data?.items.length === 0 && <p className="muted">{t("relations.noHints")}</p>}
      <ul className="hints">
        {found.data?.items.map((hint, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole
          <li key={at}>
            <Tag color={COLOR[hint.kind]}>{t(`relations.${hint.kind}`)}</Tag>
            {hint.value && <span className="muted ellipsis"> {hint.value}</span>}
            <div className="hints__ends">
              <PartyLink party={hint.own} />
              <span aria-hidden="true">↔</span>
              <PartyLink party={hint.other} />
              {hint.company && (
                <span className="muted hints__company">
                  （<PartyLink party={hint.company} />）
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
