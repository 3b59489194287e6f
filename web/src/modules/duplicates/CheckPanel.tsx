/** In the form, above its fields: who has this company already, asked while it is being typed. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useRef, useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import type { SlotProps } from "@/slots";
import { useDebounced } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { checkQuery, comparedFields, type Hit } from "./api";
import { HitCard } from "./HitCard";

const TYPING_MS = 450;
/** A single character would only find what everybody has. */
const LEAST = 2;
const SHOWN = 2;

function typedFacts(names: string[], values: Readonly<Record<string, unknown>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = values[name];
    if (typeof value === "string" && value.trim().length >= LEAST && !value.includes("***")) found[name] = value.trim();
  }
  return found;
}

export default function CheckPanel({ meta, id, values, refusal }: SlotProps["formPanel"]) {
  const facts = JSON.stringify(typedFacts(comparedFields(meta), values));
  // What a stored record says already was compared when it was saved.
  const first = useRef(id === undefined ? "{}" : facts);
  const settled = useDebounced(facts, TYPING_MS);
  const asked = settled !== "{}" && settled !== first.current;
  const check = useQuery({
    ...checkQuery(meta.key, JSON.parse(settled) as Record<string, string>, id),
    enabled: asked,
  });
  const [all, setAll] = useState(false);
  const refused = (refusal?.errors ?? []).filter((error) => error.code === "duplicate");
  const told = refused.flatMap((error) => (error.params?.verdict ? [error.params as unknown as Hit] : []));
  const hits = refused.length > 0 && told.length > 0 ? told : asked ? (check.data ?? []) : [];
  if (hits.length === 0) return null;
  const shown = all ? hits : hits.slice(0, SHOWN);
  const blocked = refused.length > 0;
  const certain = hits.some((hit) => hit.verdict === "certain");
  return (
    <section
      className={`hits${blocked ? " is-blocked" : ""}`}
      aria-label={t("duplicates.found")}
      aria-live="polite"
      data-testid="duplicate-hits"
    >
      <p className="hits__head">
        <Icon name="warning" />
        <span className="grow">
          {t(blocked ? "duplicates.blocked" : certain ? "duplicates.exists" : "duplicates.similar", {
            label: meta.label,
          })}
        </span>
      </p>
      <ul>
        {shown.map((hit, at) => (
          <HitCard
            key={hit.id ?? `hidden-${at}`}
            entity={meta.key}
            label={meta.label}
            hit={hit}
            actions={hit.id === undefined && hit.owner ? <AskOwner entity={meta.key} facts={settled} /> : undefined}
          />
        ))}
      </ul>
      {hits.length > shown.length && (
        <button type="button" className="plain-button" onClick={() => setAll(true)}>
          {t("duplicates.more", { n: hits.length - shown.length })}
        </button>
      )}
    </section>
  );
}

/** Writes to the colleague who has the record; the asker learns nothing by it. */
function AskOwner({ entity, facts }: { entity: string; facts: string }) {
  const [state, setState] = useState<"" | "busy" | "done">("");
  const send = async (): Promise<void> => {
    setState("busy");
    try {
      await post("duplicates/ask", { entity, values: JSON.parse(facts) as Record<string, string> });
      setState("done");
      toast(t("duplicates.asked"), { kind: "good" });
    } catch (error) {
      setState("");
      toast(messageOf(error), { kind: "bad" });
    }
  };
  return (
    <Button size="small" disabled={state === "done"} loading={state === "busy"} onClick={() => void send()}>
      {t(state === "done" ? "duplicates.askedShort" : "duplicates.ask")}
    </Button>
  );
}
