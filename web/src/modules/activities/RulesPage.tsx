/** What counts as a follow-up, when a visit is late, how long positions stay: for who administers the settings. */
import "@/i18n/words/activities";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, InputNumber, Select } from "antd";
import { useState } from "react";
import { get, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition, Leaf } from "@/api/types";
import { t } from "@/i18n";
import { useMe, useMeta } from "@/meta/hooks";
import { useTitle } from "@/ui/hooks";
import { Bones, Failure, NoPermission, PageHead } from "@/ui/parts";
import { toast } from "@/ui/toast";

interface Rules {
  effective: Condition;
  late_minutes: number;
  position_days: number;
  version: number;
}

interface Simple {
  kinds: string[];
  characters: number;
  files: boolean;
}

const PLAIN: Simple = { kinds: ["other"], characters: 10, files: true };
const isLeaf = (part: Condition): part is Leaf => "field" in part;

/** The condition in the words of this page, or null where somebody wrote another one. */
export function readRule(rule: Condition): Simple | null {
  const parts = "and" in rule ? rule.and : [rule];
  const found: Simple = { kinds: [], characters: 0, files: false };
  for (const part of parts) {
    const leaves = "or" in part ? part.or : [part];
    for (const leaf of leaves) {
      if (!isLeaf(leaf)) return null;
      if (leaf.field === "kind" && leaf.op === "ne") found.kinds = [String(leaf.value)];
      else if (leaf.field === "kind" && leaf.op === "not_in") found.kinds = leaf.value as string[];
      else if (leaf.field === "content_length" && leaf.op === "gte") found.characters = Number(leaf.value);
      else if (leaf.field === "file_count" && leaf.op === "gte") found.files = true;
      else return null;
    }
  }
  return found;
}

export function writeRule(simple: Simple): Condition {
  const words: Leaf = { field: "content_length", op: "gte", value: simple.characters };
  const substance: Condition = simple.files ? { or: [words, { field: "file_count", op: "gte", value: 1 }] } : words;
  return simple.kinds.length > 0
    ? { and: [{ field: "kind", op: "not_in", value: simple.kinds }, substance] }
    : substance;
}

export default function RulesPage() {
  useTitle(t("activities.rulesTitle"));
  const open = useMe().admin.includes("settings");
  const rules = useQuery({
    queryKey: ["activities", "rules"],
    queryFn: ({ signal }) => get<Rules>("activities/rules", {}, signal),
    enabled: open,
  });
  if (!open) return <NoPermission />;
  return (
    <div className="page">
      <PageHead title={t("activities.rulesTitle")} />
      <div className="panel panel__body activity-rules">
        {rules.isPending && <Bones rows={6} />}
        {rules.isError && <Failure message={messageOf(rules.error)} onRetry={() => void rules.refetch()} />}
        {rules.data && <RulesForm key={rules.data.version} rules={rules.data} />}
      </div>
    </div>
  );
}

function RulesForm({ rules }: { rules: Rules }) {
  const client = useQueryClient();
  const kinds = useMeta().dictionaries.follow_up_kind ?? [];
  const known = readRule(rules.effective);
  const [simple, setSimple] = useState<Simple>(known ?? PLAIN);
  const [late, setLate] = useState<number | null>(rules.late_minutes);
  const [days, setDays] = useState<number | null>(rules.position_days);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const saved = await put<Rules>("activities/rules", {
        effective: writeRule(simple),
        late_minutes: late,
        position_days: days,
        version: rules.version,
      });
      client.setQueryData(["activities", "rules"], saved);
      toast(t("activities.rulesSaved"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack">
      <h2>{t("activities.rulesEffective")}</h2>
      <p className="muted">{t("activities.rulesHint")}</p>
      {!known && <p className="notice notice--info">{t("activities.rulesCustom")}</p>}
      <div className="field">
        <span className="field__label">{t("activities.kinds")}</span>
        <Select
          mode="multiple"
          value={simple.kinds}
          options={kinds.map(({ value, label }) => ({ value, label }))}
          aria-label={t("activities.kinds")}
          style={{ width: "100%" }}
          onChange={(value: string[]) => setSimple({ ...simple, kinds: value })}
        />
      </div>
      <div className="field">
        <span className="field__label">{t("activities.minContent")}</span>
        <InputNumber
          value={simple.characters}
          min={0}
          max={10_000}
          aria-label={t("activities.minContent")}
          onChange={(value) => setSimple({ ...simple, characters: value ?? 0 })}
        />
      </div>
      <Checkbox checked={simple.files} onChange={(event) => setSimple({ ...simple, files: event.target.checked })}>
        {t("activities.fileCounts")}
      </Checkbox>
      <div className="field">
        <span className="field__label">{t("activities.rulesLate")}</span>
        <InputNumber value={late} min={0} max={1440} aria-label={t("activities.rulesLate")} onChange={setLate} />
      </div>
      <div className="field">
        <span className="field__label">{t("activities.rulesDays")}</span>
        <InputNumber value={days} min={1} max={1095} aria-label={t("activities.rulesDays")} onChange={setDays} />
      </div>
      <div>
        <Button type="primary" loading={busy} disabled={late === null || days === null} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </div>
    </div>
  );
}
