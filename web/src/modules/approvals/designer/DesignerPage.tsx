/** 流程设计: draw a flow without code, see at each node what is wrong, try it on the past, publish it. */
import "@/i18n/words/approvalFlows";
import "@/i18n/words/approvals";
import "@/ui/css/approvals.css";
import "@/ui/css/designer.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button, Dropdown, Select } from "antd";
import { lazy, useEffect, useId, useState } from "react";
import { get, isStatus, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Ref } from "@/api/types";
import { t } from "@/i18n";
import { useWork } from "@/meta/rules";
import { ask, openDialog } from "@/ui/dialogs";
import { useDebounced, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Dot, Failure, NoPermission } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import { Canvas } from "./Canvas";
import { type Finding, type Flow, type FlowPageData, REPEATS, WITHDRAWALS } from "./flow";
import { NodeDrawer } from "./NodeDrawer";
import type { Known } from "./words";

const PublishDialog = lazy(() => import("./PublishDialog"));
const SimulateDialog = lazy(() => import("./SimulateDialog"));
const VersionsDialog = lazy(() => import("./VersionsDialog"));

export default function DesignerPage() {
  const { subject = "" } = useParams({ strict: false }) as { subject?: string };
  const page = useQuery({
    queryKey: ["approval", "flow", subject],
    queryFn: ({ signal }) => get<FlowPageData>(`approval_flow/${subject}`, {}, signal),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  if (isStatus(page.error, 403, 404)) return <NoPermission />;
  if (page.isError) return <Failure message={messageOf(page.error)} onRetry={() => void page.refetch()} />;
  if (!page.data)
    return (
      <div className="page">
        <Bones rows={8} />
      </div>
    );
  return <Designer key={subject} start={page.data} />;
}

/** The fields of the subject in the shape that the condition builder knows. */
const metaOf = (page: FlowPageData): EntityMeta => ({
  key: page.subject,
  label: page.label,
  plural: page.label,
  icon: "",
  color: "",
  title: "",
  module: "",
  can: {},
  features: {},
  fields: page.fields,
  list: { columns: [], filters: [], sort: null, presets: [] },
  layout: { facts: [], sections: [] },
  related: [],
  actions: [],
});

function Designer({ start }: { start: FlowPageData }) {
  const client = useQueryClient();
  const [page, setPage] = useState(start);
  const [flow, setFlow] = useState<Flow>({ ...start.draft, nodes: start.draft.nodes ?? [] });
  const [findings, setFindings] = useState(start.findings);
  const [people, setPeople] = useState(() => new Map(start.people.map((one) => [one.id, one.title])));
  const [editing, setEditing] = useState("");
  const { busy, run: work } = useWork();
  const id = useId();
  useTitle(`${t("nav.approvalFlows")} · ${page.label}`);
  const meta = metaOf(page);
  const known: Known = { page, people };
  const dirty = JSON.stringify(flow) !== JSON.stringify({ ...page.draft, nodes: page.draft.nodes ?? [] });
  useLeaveGuard(dirty);
  const settled = useDebounced(flow, 500);
  const base = `approval_flow/${page.subject}`;
  useEffect(() => {
    let stopped = false;
    post<{ findings: Finding[] }>(`${base}/check`, { definition: settled })
      .then((answer) => {
        if (!stopped) setFindings(answer.findings);
      })
      .catch((error: unknown) => {
        if (!stopped) toast(messageOf(error), { kind: "bad" });
      });
    return () => {
      stopped = true;
    };
  }, [settled, base]);
  const taken = (next: FlowPageData): void => {
    setPage(next);
    setFindings(next.findings);
    void client.invalidateQueries({ queryKey: ["approval", "flows"] });
  };
  const save = async (): Promise<FlowPageData> => {
    const next = await put<FlowPageData>(base, { definition: flow }, { version: page.version });
    taken(next);
    return next;
  };
  const publish = (): Promise<void> =>
    work("publish", async () => {
      const stored = dirty ? await save() : page;
      const note = await openDialog<string>((close) => (
        <PublishDialog label={page.label} findings={stored.findings} onClose={close} />
      ));
      if (note === null) return;
      taken(await post<FlowPageData>(`${base}/publish`, { note }, { version: stored.version }));
      toast(t("flows.published"), { kind: "good" });
    });
  const toggle = (): Promise<void> =>
    work("switch", async () => {
      const active = !page.is_active;
      const sure =
        active || (await ask({ title: t("flows.offAsk"), text: t("flows.offHint"), ok: t("flows.off"), danger: true }));
      if (sure) taken(await post<FlowPageData>(`${base}/switch`, { active }, { version: page.version }));
    });
  const restore = async (): Promise<void> => {
    const found = await openDialog<Flow>((close) => <VersionsDialog subject={page.subject} onClose={close} />);
    if (found) setFlow({ ...found, nodes: found.nodes ?? [] });
  };
  const errors = findings.filter((one) => one.level === "error").length;
  const general = findings.filter((one) => one.node === "");
  const remember = (more: Ref[]): void =>
    setPeople(new Map([...people, ...more.map((one) => [one.id, one.title] as const)]));
  return (
    <div className="page designer">
      <div className="page-head">
        <nav className="crumb" aria-label={t("record.path")}>
          <Link to={"/settings/approval-flows" as never}>{t("nav.approvalFlows")}</Link>
          <Icon name="right" size={12} />
        </nav>
        <h1>{page.label}</h1>
        <State page={page} />
        <span role="status">
          {errors > 0 ? (
            <Dot color="red">{t("flows.errors", { n: errors })}</Dot>
          ) : (
            <Dot color="green">{t("flows.fine", { n: findings.length })}</Dot>
          )}
        </span>
        <div className="page-head__extra">
          {page.entity && (
            <Button
              onClick={() =>
                void openDialog<null>((close) => (
                  <SimulateDialog subject={page.subject} entity={page.entity} flow={flow} onClose={() => close(null)} />
                ))
              }
            >
              {t("flows.simulate")}
            </Button>
          )}
          <Button
            loading={busy === "save"}
            disabled={!dirty}
            onClick={() => void work("save", async () => void (await save()))}
          >
            {t("flows.save")}
          </Button>
          <Button
            type="primary"
            loading={busy === "publish"}
            disabled={errors > 0 || (!dirty && !page.changed && page.is_active)}
            onClick={() => void publish()}
          >
            {t("flows.publish")}
          </Button>
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [
                { key: "versions", label: t("flows.versions"), onClick: () => void restore() },
                ...(page.published
                  ? [
                      {
                        key: "switch",
                        label: t(page.is_active ? "flows.off" : "flows.on"),
                        danger: page.is_active,
                        onClick: () => void toggle(),
                      },
                    ]
                  : []),
              ],
            }}
          >
            <Button icon={<Icon name="more" />} aria-label={t("common.more")} />
          </Dropdown>
        </div>
      </div>
      {general.map((one) => (
        <div key={one.code} className={`notice ${one.level === "error" ? "notice--warn" : "notice--info"}`}>
          {one.message}
        </div>
      ))}
      <section className="panel designer__rules">
        <label htmlFor={`${id}-repeat`}>{t("flows.repeat")}</label>
        <Select
          id={`${id}-repeat`}
          value={flow.repeat ?? "skip"}
          options={REPEATS.map((value) => ({ value, label: t(`flows.repeat_${value}`) }))}
          onChange={(repeat) => setFlow({ ...flow, repeat })}
        />
        <label htmlFor={`${id}-withdraw`}>{t("flows.withdraw")}</label>
        <Select
          id={`${id}-withdraw`}
          value={flow.withdraw ?? "always"}
          options={WITHDRAWALS.map((value) => ({ value, label: t(`flows.withdraw_${value}`) }))}
          onChange={(withdraw) => setFlow({ ...flow, withdraw })}
        />
      </section>
      <section className="panel designer__canvas">
        <Canvas flow={flow} meta={meta} known={known} findings={findings} onChange={setFlow} onEdit={setEditing} />
      </section>
      {editing && (
        <NodeDrawer
          flow={flow}
          editing={editing}
          meta={meta}
          known={known}
          onChange={setFlow}
          onPeople={remember}
          onClose={() => setEditing("")}
        />
      )}
    </div>
  );
}

function State({ page }: { page: FlowPageData }) {
  if (!page.published) return <Dot color="gray">{t("flows.s_draft")}</Dot>;
  if (!page.is_active) return <Dot color="orange">{t("flows.s_off")}</Dot>;
  return <Dot color="green">{t("flows.s_on", { n: page.published.number })}</Dot>;
}
