/** The rules of the score: in the company's words, with what they would do and whether they were right so far. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Input, InputNumber } from "antd";
import { useState } from "react";
import { get, isStatus, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import { useEntity } from "@/meta/hooks";
import ConditionField from "@/records/list/ConditionField";
import "@/ui/css/leads.css";
import { useRules, useWork } from "@/meta/rules";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, IconButton, NoPermission, PageHead, ScrollX, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import { type Bands, GRADE_COLOR, GRADES, type Preview, type ScoreRule, type Scoring, share } from "./data";

export default function ScoringPage() {
  useTitle(t("nav.leadScoring"));
  const meta = useEntity("lead").data;
  const page = useQuery({
    queryKey: ["leads", "scoring"],
    queryFn: ({ signal }) => get<Scoring>("leads/scoring", {}, signal),
  });
  if (isStatus(page.error, 403)) return <NoPermission />;
  return (
    <div className="page">
      <PageHead title={t("nav.leadScoring")}>
        <span className="muted">{t("leads.scoringHint")}</span>
      </PageHead>
      {page.isError && <Failure message={messageOf(page.error)} onRetry={() => void page.refetch()} />}
      {page.isPending && (
        <section className="panel">
          <Bones rows={8} />
        </section>
      )}
      {page.data && meta && <Editor key={page.data.version} page={page.data} meta={meta} />}
    </div>
  );
}

function Editor({ page, meta }: { page: Scoring; meta: EntityMeta }) {
  const client = useQueryClient();
  const { rules, told, setTold, change, move } = useRules<ScoreRule, Preview>(page.rules);
  const [bands, setBands] = useState<Bands>(page.bands);
  const { busy, run } = useWork();
  useLeaveGuard(JSON.stringify([rules, bands]) !== JSON.stringify([page.rules, page.bands]));
  const set = (at: number, part: Partial<ScoreRule>): void =>
    change(rules.map((rule, place) => (place === at ? { ...rule, ...part } : rule)));
  const save = (): Promise<void> =>
    run("save", async () => {
      await put("leads/scoring", { rules, bands, version: page.version });
      await client.invalidateQueries({ queryKey: ["leads", "scoring"] });
      toast(t("leads.saved"), { kind: "good" });
    });
  const preview = (): Promise<void> =>
    run("preview", async () => {
      // New rules get their numbers here, so that the answer can be matched to them.
      let free = Math.max(0, ...rules.map((rule) => rule.id ?? 0));
      const numbered = rules.map((rule) => ({ ...rule, id: rule.id ?? ++free }));
      change(numbered);
      setTold(await post<Preview>("leads/scoring/preview", { rules: numbered, bands }));
    });
  return (
    <div className="lead-rules">
      <section className="panel">
        <header className="panel__head">
          <h2 className="grow">{t("leads.rules")}</h2>
        </header>
        <ol className="rules">
          {rules.map((rule, at) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a new rule has no identity but its place
              key={at}
              className="rule"
            >
              <span className="rule__number num" aria-hidden="true">
                {at + 1}
              </span>
              <div className="rule__body">
                <div className="row row--wrap">
                  <Input
                    style={{ flex: 1, minWidth: 180 }}
                    aria-label={`${t("leads.rule", { n: at + 1 })}: ${t("leads.ruleLabel")}`}
                    placeholder={t("leads.ruleLabel")}
                    value={rule.label}
                    maxLength={80}
                    onChange={(event) => set(at, { label: event.target.value })}
                  />
                  <InputNumber
                    style={{ width: 96 }}
                    min={-100}
                    max={100}
                    precision={0}
                    aria-label={`${t("leads.rule", { n: at + 1 })}: ${t("leads.rulePoints")}`}
                    formatter={(value) => (Number(value) > 0 ? `+${value}` : `${value ?? ""}`)}
                    parser={(text) => Number((text ?? "").replace("+", ""))}
                    value={rule.points}
                    onChange={(points) => set(at, { points: points ?? 0 })}
                  />
                </div>
                <ConditionField
                  meta={meta}
                  value={rule.condition}
                  label={t("leads.rule", { n: at + 1 })}
                  empty={t("leads.anyLead")}
                  onChange={(condition) => set(at, { condition })}
                />
              </div>
              <span className="row">
                <IconButton
                  icon="up"
                  label={`${t("leads.up")} ${at + 1}`}
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                />
                <IconButton
                  icon="down"
                  label={`${t("leads.down")} ${at + 1}`}
                  disabled={at === rules.length - 1}
                  onClick={() => move(at, 1)}
                />
                <IconButton
                  icon="trash"
                  label={`${t("leads.remove")} ${at + 1}`}
                  onClick={() => change(rules.filter((_, place) => place !== at))}
                />
              </span>
            </li>
          ))}
        </ol>
        <div className="panel__body stack">
          <div>
            <Button
              icon={<Icon name="plus" size={14} />}
              onClick={() => change([...rules, { label: "", condition: null, points: 10 }])}
            >
              {t("leads.addRule")}
            </Button>
          </div>
          <fieldset className="plain-set">
            <legend className="field__name">{t("leads.bands")}</legend>
            <div className="lead-bands">
              {(["A", "B", "C"] as const).map((grade) => (
                <span key={grade} className="row">
                  <Tag color={GRADE_COLOR[grade]}>{grade}</Tag> ≥
                  <InputNumber
                    style={{ width: 76 }}
                    min={1}
                    max={100}
                    precision={0}
                    aria-label={t("leads.band", { grade })}
                    value={bands[grade]}
                    onChange={(value) => {
                      setBands({ ...bands, [grade]: value ?? 1 });
                      setTold(null);
                    }}
                  />
                </span>
              ))}
              <span className="muted">{t("leads.bandRest")}</span>
            </div>
          </fieldset>
          <div className="row row--wrap">
            <Button loading={busy === "preview"} onClick={() => void preview()}>
              {t("leads.preview")}
            </Button>
            <Button type="primary" loading={busy === "save"} onClick={() => void save()}>
              {t("leads.save")}
            </Button>
          </div>
        </div>
      </section>
      <section className="panel" aria-live="polite">
        <header className="panel__head">
          <h2 className="grow">{t("leads.previewTitle")}</h2>
        </header>
        {told ? <Outcome told={told} rules={rules} /> : <Empty text={t("leads.previewEmpty")} />}
      </section>
    </div>
  );
}

function Outcome({ told, rules }: { told: Preview; rules: ScoreRule[] }) {
  const base = told.over === 0 ? t("leads.noOver") : null;
  return (
    <div className="panel__body stack">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("leads.grade")}</th>
            <th scope="col" className="is-right">
              {t("leads.now")}
            </th>
            <th scope="col" className="is-right">
              {t("leads.then")}
            </th>
          </tr>
        </thead>
        <tbody>
          {GRADES.map((grade) => (
            <tr key={grade}>
              <th scope="row">
                <Tag color={GRADE_COLOR[grade]}>{grade}</Tag>
              </th>
              <td className="is-right num">{told.grades[grade].now}</td>
              <td className="is-right num">{told.grades[grade].then}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">{base ?? t("leads.baseRate", { rate: share(told.converted, told.over), n: told.over })}</p>
      <ScrollX label={t("leads.rules")}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t("leads.rules")}</th>
              <th scope="col" className="is-right">
                {t("leads.fits")}
              </th>
              <th scope="col" className="is-right">
                {t("leads.hitRate")}
              </th>
            </tr>
          </thead>
          <tbody>
            {told.rules.map((one) => (
              <tr key={one.id}>
                <td>{rules.find((rule) => rule.id === one.id)?.label}</td>
                <td className="is-right num">{one.open}</td>
                <td className="is-right num">{share(one.converted, one.over)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      {told.sample.length > 0 && (
        <>
          <h3 className="lead-sub">{t("leads.top")}</h3>
          <ul className="stack">
            {told.sample.map((one) => (
              <li key={one.id} className="row row--between">
                <Link className="ellipsis" to="/r/$entity/$id" params={{ entity: "lead", id: String(one.id) }}>
                  {one.title}
                </Link>
                <span className="num">
                  {one.now} → {one.then} <Tag color={GRADE_COLOR[one.grade]}>{one.grade}</Tag>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
