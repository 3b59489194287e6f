/** The rules that name the status of customers: in their order, with what they would do before they are switched on. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { get, isStatus, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/lifecycle";
import { useEntity } from "@/meta/hooks";
import { useRules, useWork } from "@/meta/rules";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Dot, Empty, Failure, NoPermission, PageHead, ScrollX } from "@/ui/parts";
import { toast } from "@/ui/toast";
import type { Forecast, Lifecycle, Rule } from "./data";
import { RuleRow } from "./RuleRow";

function Rules({ page, meta }: { page: Lifecycle; meta: EntityMeta }) {
  const client = useQueryClient();
  const { rules, told, setTold, change, move } = useRules<Rule, Forecast>(page.rules);
  const [active, setActive] = useState(page.active);
  const { busy, run } = useWork();
  const label = (value: string | null): string =>
    value === null ? t("lifecycle.new") : (page.statuses.find((one) => one.value === value)?.label ?? value);
  const save = (): Promise<void> =>
    run("save", async () => {
      await put("lifecycle", { active, rules, version: page.version });
      await client.invalidateQueries({ queryKey: ["lifecycle"] });
      toast(t("lifecycle.saved"), { kind: "good" });
    });
  const simulate = (): Promise<void> =>
    run("simulate", async () => setTold(await post<Forecast>("lifecycle/simulate", { rules })));
  return (
    <section className="panel">
      <header className="panel__head">
        <h2 className="grow">{t("lifecycle.rules")}</h2>
        <label className="row">
          <input
            type="checkbox"
            className="check"
            checked={active}
            onChange={(event) => setActive(event.target.checked)}
          />
          {t("lifecycle.active")}
        </label>
      </header>
      <ol className="rules">
        {rules.map((rule, at) => (
          <RuleRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
            key={at}
            rule={rule}
            at={at}
            last={at === rules.length - 1}
            page={page}
            meta={meta}
            onChange={(next) => change(rules.map((one, i) => (i === at ? next : one)))}
            onMove={(by) => move(at, by)}
            onRemove={() => change(rules.filter((_, i) => i !== at))}
          />
        ))}
      </ol>
      <div className="panel__body stack">
        <div className="row row--wrap">
          <Button
            icon={<Icon name="plus" size={14} />}
            onClick={() => change([...rules, { status: "", condition: null, fact: "", when: "within", days: 30 }])}
          >
            {t("lifecycle.addRule")}
          </Button>
          <Button loading={busy === "simulate"} onClick={() => void simulate()}>
            {t("lifecycle.simulate")}
          </Button>
          <Button type="primary" loading={busy === "save"} onClick={() => void save()}>
            {t("lifecycle.save")}
          </Button>
        </div>
        {told && (
          <div className="notice notice--info" role="status">
            <div>
              <strong>
                {told.total > 0 ? t("lifecycle.wouldChange", { n: told.total }) : t("lifecycle.noChange")}
              </strong>
              {told.flows.map((flow) => (
                <p key={`${flow.from}-${flow.to}`}>
                  {t("lifecycle.move", { from: label(flow.from), to: label(flow.to) })}：
                  <span className="num">{flow.count}</span>
                </p>
              ))}
              {told.sample.length > 0 && (
                <p className="muted">
                  {t("lifecycle.sample")}：
                  {told.sample
                    .slice(0, 8)
                    .map((one) => one.title)
                    .join("、")}
                </p>
              )}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}

function Numbers({ page }: { page: Lifecycle }) {
  const named = new Map(page.statuses.map((one) => [one.value, one]));
  const label = (value: string | null): string =>
    value === null ? t("lifecycle.new") : (named.get(value)?.label ?? value);
  return (
    <div className="stack">
      <section className="panel">
        <header className="panel__head">
          <h2>{t("lifecycle.counts")}</h2>
        </header>
        <ul className="panel__body stack">
          {page.statuses
            .filter((one) => page.counts[one.value])
            .map((one) => (
              <li key={one.value} className="row row--between">
                <Dot color={one.color}>{one.label}</Dot>
                <Link
                  className="num"
                  to="/r/$entity"
                  params={{ entity: "customer" }}
                  search={{ f: { field: "status", op: "eq", value: one.value } } as never}
                >
                  {page.counts[one.value]}
                </Link>
              </li>
            ))}
          <li className="muted">{t("lifecycle.held", { n: page.held })}</li>
        </ul>
      </section>
      <section className="panel">
        <header className="panel__head">
          <h2>{t("lifecycle.flows")}</h2>
        </header>
        {page.flows.length === 0 ? (
          <Empty text={t("lifecycle.noFlows")} />
        ) : (
          <ScrollX label={t("lifecycle.flows")}>
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t("lifecycle.from")}</th>
                  <th scope="col">{t("lifecycle.to")}</th>
                  <th scope="col" className="is-right">
                    {t("lifecycle.customers")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {page.flows.map((flow) => (
                  <tr key={`${flow.from}-${flow.to}`}>
                    <td>{label(flow.from)}</td>
                    <td>{label(flow.to)}</td>
                    <td className="is-right num">{flow.count}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        )}
      </section>
    </div>
  );
}

export default function LifecyclePage() {
  useTitle(t("nav.lifecycle"));
  const meta = useEntity("customer").data;
  const page = useQuery({
    queryKey: ["lifecycle"],
    queryFn: ({ signal }) => get<Lifecycle>("lifecycle", {}, signal),
  });
  if (isStatus(page.error, 403)) return <NoPermission />;
  return (
    <div className="page">
      <PageHead title={t("nav.lifecycle")}>
        <span className="muted">{t("lifecycle.hint")}</span>
      </PageHead>
      {page.isError && <Failure message={messageOf(page.error)} onRetry={() => void page.refetch()} />}
      {page.isPending && <Bones rows={8} />}
      {page.data && page.data.unknown_facts.length > 0 && (
        <div className="notice notice--warn" role="alert">
          {t("lifecycle.unknown", { facts: page.data.unknown_facts.join("、") })}
        </div>
      )}
      {page.data && meta && (
        <div className="lifecycle">
          <Rules key={page.data.version} page={page.data} meta={meta} />
          <Numbers page={page.data} />
        </div>
      )}
    </div>
  );
}
