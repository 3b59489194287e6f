/** Asks for the shortest introduction: from me, or from another party, to this one. */
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Ref } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import type { PartyKind, Paths, Step } from "./data";
import { PartyPicker } from "./PartyPicker";
import type { Self } from "./RelationDialog";

type From = "me" | PartyKind;

const VIA: Record<string, MessageKey> = {
  colleague: "relations.viaColleague",
  owner: "relations.viaOwner",
  member: "relations.viaMember",
  follower: "relations.viaFollower",
  visited: "relations.viaVisited",
};

export function PathPanel({ self, onWay }: { self: Self; onWay: (way: Step[]) => void }) {
  const [from, setFrom] = useState<From>("me");
  const [party, setParty] = useState<Ref | null>(null);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Paths | null>(null);
  const search = async (): Promise<void> => {
    setBusy(true);
    try {
      const source = from === "me" ? {} : { from_entity: from, from_id: party?.id };
      const answer = await get<Paths>("graph/path", { ...source, to_entity: self.kind, to_id: self.id });
      setFound(answer);
      onWay(answer.paths[0] ?? []);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="graph__box" aria-label={t("relations.path")}>
      <h3>{t("relations.path")}</h3>
      <p className="muted">{t("relations.pathHint")}</p>
      <div className="graph__form">
        <Select<From>
          value={from}
          aria-label={t("relations.pathFrom")}
          options={[
            { value: "me", label: t("relations.fromMe") },
            { value: "customer", label: `${t("relations.fromParty")}（${t("relations.customer")}）` },
            { value: "contact", label: `${t("relations.fromParty")}（${t("relations.contact")}）` },
          ]}
          onChange={(next) => {
            setFrom(next);
            setParty(null);
          }}
        />
        {from !== "me" && (
          <PartyPicker kind={from} value={party} onChange={setParty} label={t("relations.fromParty")} />
        )}
        <Button loading={busy} disabled={from !== "me" && !party} onClick={() => void search()}>
          {t("relations.search")}
        </Button>
      </div>
      <div aria-live="polite">
        {found?.paths.length === 0 && <p className="muted">{t("relations.noPath")}</p>}
        {found?.paths.map((way, at) => (
          <div key={way.map((step) => `${step.kind}${step.id}`).join("-")} className="way">
            <ol>
              {way.map((step, index) => (
                <WayStep key={`${step.kind}${step.id}`} step={step} first={index === 0} />
              ))}
            </ol>
            {at === 0 && found.paths.length > 1 && <Tag color="green">{t("relations.best")}</Tag>}
          </div>
        ))}
      </div>
    </section>
  );
}

function WayStep({ step, first }: { step: Step; first: boolean }) {
  const via = step.via ? (step.via.label ?? t(VIA[step.via.key] ?? "relations.viaColleague")) : "";
  return (
    <li className="way__step">
      {!first && (
        <span className="way__via muted">
          <Icon name="down" size={12} /> {via}
        </span>
      )}
      {step.kind === "me" || step.kind === "user" ? (
        <strong>{step.kind === "me" ? `${t("relations.me")}（${step.title}）` : step.title}</strong>
      ) : (
        <Link to="/r/$entity/$id" params={{ entity: step.kind, id: String(step.id) }}>
          {step.title}
        </Link>
      )}
    </li>
  );
}
