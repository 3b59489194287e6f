/** A party by its name, or that there is one which the reader may not see. */
import "@/i18n/words/relations";
import { Link } from "@tanstack/react-router";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import type { Party, PartyKind } from "./data";

export const hiddenName = (kind: PartyKind): string =>
  t(kind === "customer" ? "relations.hiddenCustomer" : "relations.hiddenContact");

export function PartyLink({ party }: { party: Party }) {
  if (party.hidden) return <span className="muted">{hiddenName(party.kind)}</span>;
  return (
    <Link className="party ellipsis" to="/r/$entity/$id" params={{ entity: party.kind, id: String(party.id) }}>
      <Icon name={party.kind === "customer" ? "building" : "user"} size={14} />
      <span className="ellipsis">{party.title || `#${party.id}`}</span>
    </Link>
  );
}
