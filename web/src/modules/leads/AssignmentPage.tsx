/** To whom leads go: rules in their order, who is away, and what the newest leads would have made of it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, DatePicker } from "antd";
import dayjs from "dayjs";
import { useRef, useState } from "react";
import { get, isStatus, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, RegionNode } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import { regionsQuery, useEntity } from "@/meta/hooks";
import { treeQuery } from "@/meta/org";
import { USER_FIELD } from "@/records/userField";
import "@/ui/css/leads.css";
import { useRules, useWork } from "@/meta/rules";
import { dayOf } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, IconButton, NoPermission, PageHead, ScrollX } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import type { Assignment, AssignmentRule, Away, Simulation } from "./data";
import { type Names, RuleEditor } from "./RuleEditor";

const LAST = 200;
const DAY = "YYYY-MM-DD";
const FRESH: AssignmentRule = {
  name: "",
  active: true,
  condition: null,
  channels: [],
  strategy: "round_robin",
  people: [],
  departments: [],
  regions: [],
  pool: null,
  working_days_only: false,
  from_minute: null,
  to_minute: null,
};

/** Provinces and cities: counties would only make the list long. */
const cities = (nodes: RegionNode[] | undefined): RegionNode[] =>
  (nodes ?? []).map((province) => ({
    ...province,
    children: province.children?.map(({ code, name }) => ({ code, name })),
  }));

export default function AssignmentPage() {
  useTitle(t("nav.leadAssignment"));
  const meta = useEntity("lead").data;
  const page = useQuery({
    queryKey: ["leads", "assignment"],
    queryFn: ({ signal }) => get<Assignment>("leads/assignment", {}, signal),
  });
  if (isStatus(page.error, 403)) return <NoPermission />;
  return (
    <div className="page">
      <PageHead title={t("nav.leadAssignment")}>
        <span className="muted">{t("leads.assignHint")}</span>
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

function Editor({ page, meta }: { page: Assignment; meta: EntityMeta }) {
  const client = useQueryClient();
  const regions = useQuery(regionsQuery).data;
  const departments = useQuery(treeQuery).data;
  const people = useRef(new Map(Object.entries(page.titles.people).map(([id, name]) => [Number(id), name])));
  const { rules, told, setTold, change, move } = useRules<AssignmentRule, Simulation>(page.rules);
  const [away, setAway] = useState<Away[]>(page.away);
  const { busy, run } = useWork();
  useLeaveGuard(JSON.stringify([rules, away]) !== JSON.stringify([page.rules, page.away]));
  const names: Names = {
    people: people.current,
    pools: Object.entries(page.titles.pools).map(([id, label]) => ({ value: Number(id), label })),
    departments: departments ?? [],
    regions: cities(regions),
  };
  const save = (): Promise<void> =>
    run("save", async () => {
      await put("leads/assignment", { rules, away, version: page.version });
      await client.invalidateQueries({ queryKey: ["leads", "assignment"] });
      toast(t("leads.savedPlain"), { kind: "good" });
    });
  const simulate = (): Promise<void> =>
    run("simulate", async () => setTold(await post<Simulation>("leads/assignment/simulate", { rules, last: LAST })));
  return (
    <div className="lead-rules">
      <div className="stack">
        <section className="panel">
          <header className="panel__head">
            <h2 className="grow">{t("leads.assignRules")}</h2>
          </header>
          <ol className="rules">
            {rules.map((rule, at) => (
              <RuleEditor
                // biome-ignore lint/suspicious/noArrayIndexKey: a new rule has no identity but its place
                key={at}
                rule={rule}
                at={at}
                last={at === rules.length - 1}
                got={told?.rules[at] ?? null}
                meta={meta}
                names={names}
                onChange={(part) => change(rules.map((one, place) => (place === at ? { ...one, ...part } : one)))}
                onMove={(by) => move(at, by)}
                onRemove={() => change(rules.filter((_, place) => place !== at))}
              />
            ))}
          </ol>
          <div className="panel__body stack">
            <div className="row row--wrap">
              <Button icon={<Icon name="plus" size={14} />} onClick={() => change([...rules, FRESH])}>
                {t("leads.addRule")}
              </Button>
              <Button loading={busy === "simulate"} onClick={() => void simulate()}>
                {t("leads.simulate")}
              </Button>
              <Button type="primary" loading={busy === "save"} onClick={() => void save()}>
                {t("leads.save")}
              </Button>
            </div>
            <p className="muted">{t("leads.capacity")}</p>
          </div>
        </section>
        <AwayPanel away={away} names={names} onChange={setAway} />
      </div>
      <section className="panel" aria-live="polite">
        <header className="panel__head">
          <h2 className="grow">{t("leads.simulate")}</h2>
        </header>
        {told ? <Outcome told={told} /> : <Empty text={t("leads.simulateEmpty")} />}
      </section>
    </div>
  );
}

function AwayPanel(props: { away: Away[]; names: Names; onChange: (away: Away[]) => void }) {
  const { away, names } = props;
  const Person = kitOf(USER_FIELD).Input;
  const set = (at: number, part: Partial<Away>): void =>
    props.onChange(away.map((one, place) => (place === at ? { ...one, ...part } : one)));
  const today = dayOf(new Date());
  return (
    <section className="panel">
      <header className="panel__head">
        <h2 className="grow">{t("leads.away")}</h2>
        <span className="muted">{t("leads.awayHint")}</span>
      </header>
      <div className="panel__body stack">
        {away.map((one, at) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: absences have no identity but their place
            key={at}
            className="lead-away"
          >
            <span>
              <Person
                field={USER_FIELD}
                label={`${t("leads.awayWho")} ${at + 1}`}
                value={one.user ? { id: one.user, title: names.people.get(one.user) ?? `#${one.user}` } : null}
                onChange={(next) => {
                  if (isRef(next)) names.people.set(next.id, next.title ?? "");
                  set(at, { user: isRef(next) ? next.id : 0 });
                }}
              />
            </span>
            <DatePicker.RangePicker
              aria-label={`${t("leads.awayDays")} ${at + 1}`}
              allowClear={false}
              value={[dayjs(one.from), dayjs(one.until)]}
              onChange={(range) =>
                range?.[0] && range[1] && set(at, { from: range[0].format(DAY), until: range[1].format(DAY) })
              }
            />
            <IconButton
              icon="trash"
              label={`${t("leads.removeAway")} ${at + 1}`}
              onClick={() => props.onChange(away.filter((_, place) => place !== at))}
            />
          </div>
        ))}
        <div>
          <Button
            size="small"
            icon={<Icon name="plus" size={12} />}
            onClick={() => props.onChange([...away, { user: 0, from: today, until: today }])}
          >
            {t("leads.addAway")}
          </Button>
        </div>
      </div>
    </section>
  );
}

function Outcome({ told }: { told: Simulation }) {
  const got = [
    ...told.people.map((one) => ({ ...one, key: `u${one.id}` })),
    ...told.pools.map((one) => ({ ...one, load: null, key: `p${one.id}` })),
  ];
  return (
    <div className="panel__body stack">
      <p>
        {t("leads.simulated", { n: told.total })}
        {told.left > 0 && <span className="muted">：{t("leads.left", { n: told.left })}</span>}
      </p>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("leads.goesTo")}</th>
            <th scope="col" className="is-right">
              {t("leads.load")}
            </th>
            <th scope="col" className="is-right">
              {t("leads.count")}
            </th>
          </tr>
        </thead>
        <tbody>
          {got.map((one) => (
            <tr key={one.key}>
              <th scope="row">{one.title}</th>
              <td className="is-right num">{one.load ?? "—"}</td>
              <td className="is-right num">{one.count}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {told.sample.length > 0 && (
        <ScrollX label={t("leads.lead")}>
          <ul className="stack">
            {told.sample.map((one) => (
              <li key={one.id}>
                <span className="row row--between">
                  <Link className="ellipsis" to="/r/$entity/$id" params={{ entity: "lead", id: String(one.id) }}>
                    {one.title}
                  </Link>
                  <strong>{one.to ?? <span className="muted">{t("leads.none")}</span>}</strong>
                </span>
                <span className="muted">{one.why}</span>
              </li>
            ))}
          </ul>
        </ScrollX>
      )}
    </div>
  );
}
