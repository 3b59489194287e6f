/** In the form of a lead: is this a customer or a contact already? Asked while it is being typed. */
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { post } from "@/api/client";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import { entityInfo, useMeta } from "@/meta/hooks";
import type { Hit } from "@/modules/duplicates/api";
import { HitCard } from "@/modules/duplicates/HitCard";
import type { SlotProps } from "@/slots";
import { useDebounced } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";

const FACTS = ["name", "contact_name", "phone", "mobile", "email", "website", "address"];
const TYPING_MS = 450;
/** A single character would only find what everybody has. */
const LEAST = 2;
const SHOWN = 2;
const KINDS = ["customer", "contact"] as const;

export default function KnownPanel({ id, values }: SlotProps["formPanel"]) {
  const known = useMeta();
  const typed = FACTS.flatMap((name) => {
    const value = values[name];
    const good = typeof value === "string" && value.trim().length >= LEAST && !value.includes("***");
    return good ? [[name, (value as string).trim()]] : [];
  });
  const facts = JSON.stringify(Object.fromEntries(typed));
  // What a stored lead says already was compared when it was saved.
  const first = useRef(id === undefined ? "{}" : facts);
  const settled = useDebounced(facts, TYPING_MS);
  const asked = settled !== "{}" && settled !== first.current;
  const found = useQuery({
    queryKey: ["leads", "known", settled],
    queryFn: () =>
      post<Record<(typeof KINDS)[number], Hit[]>>("leads/known", {
        values: JSON.parse(settled) as Record<string, string>,
      }),
    enabled: asked,
    staleTime: 30_000,
    retry: false,
  }).data;
  const shown = asked && found ? KINDS.filter((kind) => found[kind].length > 0) : [];
  if (shown.length === 0 || !found) return null;
  return (
    <>
      {shown.map((kind) => {
        const heading = t(kind === "customer" ? "leads.isCustomer" : "leads.isContact");
        return (
          <section key={kind} className="hits" aria-label={heading} aria-live="polite">
            <p className="hits__head">
              <Icon name="team" />
              <span className="grow">{heading}</span>
            </p>
            <ul>
              {found[kind].slice(0, SHOWN).map((hit, at) => (
                <HitCard
                  key={hit.id ?? `hidden-${at}`}
                  entity={kind}
                  label={entityInfo(known, kind)?.label ?? ""}
                  hit={hit}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
