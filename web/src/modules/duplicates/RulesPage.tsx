/** What happens when a record looks like another, what strangers may be told, how evidence is weighed, who changed it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select, Switch } from "antd";
import { useState } from "react";
import { get, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { useMe, useMeta } from "@/meta/hooks";
import { useTitle } from "@/ui/hooks";
import { Bones, Failure, NoPermission, PageHead, ScrollX } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { toast } from "@/ui/toast";
import { RuleHistory } from "./RuleHistory";
import { ScanButton } from "./ScanButton";
import { Weights } from "./Weights";

type Moment = "check" | "save" | "import" | "convert";
const ACTIONS = ["allow", "warn", "block"] as const;
const LEVELS = ["possible", "likely", "certain"] as const;
const TELL = ["tell_owner", "tell_pool", "tell_last_follow_up"] as const;
const KINDS = ["customer", "contact", "lead"];

interface Rules extends Record<(typeof TELL)[number], boolean> {
  entity: string;
  rules: { moment: Moment; level: (typeof LEVELS)[number]; action: (typeof ACTIONS)[number] }[];
}

export default function RulesPage() {
  useTitle(t("nav.duplicateRules"));
  const me = useMe();
  const search = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const tab = search.tab ?? "rules";
  if (!me.admin.some((word) => word === "duplicates" || word === "customfields")) return <NoPermission />;
  return (
    <div className="page">
      <PageHead title={t("nav.duplicateRules")} extra={<ScanButton entity="customer" open />}>
        <span className="muted">{t("duplicates.rulesHint")}</span>
      </PageHead>
      <div className="panel rules">
        <Tabs
          items={["rules", "weights", "history"].map((key) => ({
            key,
            label: t(`duplicates.${key}` as "duplicates.rules"),
          }))}
          active={tab}
          onChange={(key) => void navigate({ to: ".", search: { tab: key } as never, replace: true })}
          label={t("nav.duplicateRules")}
        />
        {tab === "weights" ? <Weights /> : tab === "history" ? <RuleHistory /> : <RulesTab />}
      </div>
    </div>
  );
}

function RulesTab() {
  const meta = useMeta();
  const kinds = KINDS.flatMap((key) => meta.entities.find((entity) => entity.key === key) ?? []);
  const [entity, setEntity] = useState(kinds[0]?.key ?? "customer");
  return (
    <div className="panel__body stack">
      {kinds.length > 1 && (
        <Select
          className="rules__kind"
          value={entity}
          aria-label={t("duplicates.kind")}
          onChange={setEntity}
          options={kinds.map((kind) => ({ value: kind.key, label: kind.label }))}
        />
      )}
      <Editor key={entity} entity={entity} />
    </div>
  );
}

function Editor({ entity }: { entity: string }) {
  const client = useQueryClient();
  const key = ["setting", "duplicates", entity];
  const stored = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<Rules>("duplicates/rules", { entity }, signal),
  });
  const [edited, setEdited] = useState<Rules | null>(null);
  const [busy, setBusy] = useState(false);
  if (stored.isError) return <Failure message={messageOf(stored.error)} onRetry={() => void stored.refetch()} />;
  const value = edited ?? stored.data;
  if (!value || !stored.data) return <Bones rows={6} />;
  const before = stored.data;
  const write = async (next: Rules): Promise<void> => {
    const { entity: _entity, ...body } = next;
    await put(`duplicates/rules?entity=${encodeURIComponent(entity)}`, body);
    await client.invalidateQueries({ queryKey: ["setting"] });
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await write(value);
      setEdited(null);
      toast(t("duplicates.rulesSaved"), {
        kind: "good",
        action: {
          label: t("common.undo"),
          run: () => void write(before).catch((error: unknown) => toast(messageOf(error), { kind: "bad" })),
        },
      });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  const set = (at: number, part: Partial<Rules["rules"][number]>): void =>
    setEdited({ ...value, rules: value.rules.map((rule, place) => (place === at ? { ...rule, ...part } : rule)) });
  const told = TELL.filter((name) => value[name]);
  return (
    <>
      <ScrollX label={t("duplicates.rules")}>
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t("duplicates.moment")}</th>
              <th>{t("duplicates.from")}</th>
              <th>{t("duplicates.then")}</th>
              <th>{t("duplicates.means")}</th>
            </tr>
          </thead>
          <tbody>
            {value.rules.map((rule, at) => (
              <tr key={rule.moment}>
                <th scope="row">{t(`duplicates.at_${rule.moment}`)}</th>
                <td>
                  <Select
                    value={rule.level}
                    aria-label={`${t(`duplicates.at_${rule.moment}`)} ${t("duplicates.from")}`}
                    disabled={rule.action === "allow"}
                    onChange={(level) => set(at, { level })}
                    options={LEVELS.map((level) => ({ value: level, label: t(`duplicates.${level}`) }))}
                  />
                </td>
                <td>
                  <Select
                    value={rule.action}
                    aria-label={`${t(`duplicates.at_${rule.moment}`)} ${t("duplicates.then")}`}
                    onChange={(action) => set(at, { action })}
                    options={ACTIONS.filter((action) => action !== "block" || rule.moment !== "check").map(
                      (action) => ({
                        value: action,
                        label: t(`duplicates.${action}`),
                      }),
                    )}
                  />
                </td>
                <td className="muted rules__means">{t(`duplicates.means_${rule.moment}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      <section className="stack">
        <h2>{t("duplicates.tell")}</h2>
        <p className="muted">{t("duplicates.tellHint")}</p>
        {TELL.map((name) => (
          <div key={name} className="row">
            <Switch
              id={`rule-${name}`}
              size="small"
              checked={value[name]}
              onChange={(on) => setEdited({ ...value, [name]: on })}
            />
            <label htmlFor={`rule-${name}`}>{t(`duplicates.${name}`)}</label>
          </div>
        ))}
        <p className="hit hit--example">
          <span className="muted">{t("duplicates.example")}</span> {t("duplicates.exampleVerdict")}
          {told.map((name) => ` · ${t(`duplicates.example_${name}`)}`).join("")}
        </p>
      </section>
      <div className="savebar">
        <span className="muted grow">{t("duplicates.rulesSaveHint")}</span>
        <Button disabled={!edited} onClick={() => setEdited(null)}>
          {t("common.reset")}
        </Button>
        <Button type="primary" disabled={!edited} loading={busy} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </div>
    </>
  );
}
