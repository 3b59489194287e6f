/** Beside a customer: how good its data is, what is wrong, and the click that puts it right. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/health";
import { openForm } from "@/records/openForm";
import type { SlotProps } from "@/slots";
import { Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";

interface Change {
  field: string;
  label: string;
  from?: string | null;
  to?: string;
}

interface Health {
  score: number;
  confirmed_on: string;
  parts: { key: string; label: string; points: number; of: number }[];
  missing: { field: string; label: string; points: number }[];
  findings: { code: string; label: string; points: number }[];
  fixes: { key: string; label: string; changes: Change[] }[];
}

const tone = (share: number): string => (share >= 0.8 ? "green" : share >= 0.6 ? "gold" : "red");

const changeText = (change: Change): string =>
  change.to === undefined
    ? t("health.changeHidden", { label: change.label })
    : t("health.change", { label: change.label, from: change.from || t("health.nothing"), to: change.to });

export default function HealthPanel({ meta, record }: SlotProps["recordPanel"]) {
  const client = useQueryClient();
  const [busy, setBusy] = useState("");
  const health = useQuery({
    queryKey: ["records", meta.key, "health", record.id, record.version],
    queryFn: ({ signal }) => get<Health>(`${meta.key}/${record.id}/health`, {}, signal),
    retry: false,
  });
  const mayEdit = record._can?.update !== false;
  const fix = async (key: string): Promise<void> => {
    setBusy(key);
    try {
      await post(`${meta.key}/${record.id}/fix`, { fix: key });
      toast(t("health.fixed"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await client.invalidateQueries({ queryKey: ["records", meta.key] });
    setBusy("");
  };
  const found = health.data;
  if (!found) return null;
  return (
    <section className="panel health" aria-label={t("health.title")}>
      <header className="panel__head">
        <h2 className="grow">{t("health.title")}</h2>
        <Tag color={tone(found.score / 100)}>{t("health.score", { n: found.score })}</Tag>
      </header>
      <div className="panel__body stack">
        <ul className="health__parts">
          {found.parts.map((part) => (
            <li key={part.key}>
              <span>{part.label}</span>
              <span className="health__bar" aria-hidden="true">
                <span
                  className={`health__fill dot--${tone(part.points / part.of)}`}
                  style={{ width: `${(part.points / part.of) * 100}%` }}
                />
              </span>
              <span className="num muted">
                {part.points}/{part.of}
              </span>
            </li>
          ))}
        </ul>
        {found.findings.length > 0 && (
          <div className="row row--wrap">
            {found.findings.map((finding) => (
              <Tag key={finding.code} color="orange">
                {finding.label} −{finding.points}
              </Tag>
            ))}
          </div>
        )}
        {found.missing.length > 0 && (
          <p className="muted">
            {t("health.missing")}：{found.missing.map((one) => one.label).join("、")}
          </p>
        )}
        {found.findings.length === 0 && found.missing.length === 0 && <p className="muted">{t("health.good")}</p>}
        {mayEdit &&
          found.fixes.map((one) => (
            <div key={one.key} className="health__fix">
              <span>
                {one.label}
                {one.changes.length > 0 && (
                  <span className="muted health__change">{one.changes.map(changeText).join("；")}</span>
                )}
              </span>
              <Button
                size="small"
                loading={busy === one.key}
                aria-label={`${t("health.fix")}: ${one.label}`}
                onClick={() => void fix(one.key)}
              >
                {t("health.fix")}
              </Button>
            </div>
          ))}
        <div className="row row--between">
          <span className="muted">{t("health.confirmedOn", { day: found.confirmed_on })}</span>
          {mayEdit && found.missing.length > 0 && (
            <Button size="small" type="text" onClick={() => void openForm({ entity: meta.key, id: record.id })}>
              {t("health.fill")}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
