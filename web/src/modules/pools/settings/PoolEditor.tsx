/** One pool: what it is and what may be taken, who belongs to it, and the rules by which records fall into it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { del, patch, post } from "@/api/client";
import { type FormErrors, formErrors, messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import { ask } from "@/ui/dialogs";
import { Bones, Failure } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { toast } from "@/ui/toast";
import { Basics } from "./Basics";
import { type PoolWithMembers, poolQuery } from "./data";
import { MembersEditor } from "./MembersEditor";
import { RulesPanel } from "./RulesPanel";

const PARTS = ["basics", "members", "rules"] as const;
type Part = (typeof PARTS)[number];
export type Values = Omit<PoolWithMembers, "id" | "version" | "entity" | "order" | "claims_today" | "claims_this_week">;
const FIELDS = [
  ...["name", "active", "is_default", "columns", "masked", "claims_per_day", "claims_per_week", "views_per_day"],
  ...["ex_owner_days", "new_days", "members"],
] as (keyof Values)[];

const NEW: Values = {
  name: "",
  active: true,
  is_default: false,
  columns: [],
  masked: true,
  claims_per_day: 10,
  claims_per_week: null,
  views_per_day: null,
  ex_owner_days: 7,
  new_days: null,
  members: [],
};

export function PoolEditor(props: { id: number | null; entity: string; onMade: (id: number | null) => void }) {
  const { id } = props;
  const client = useQueryClient();
  const stored = useQuery({ ...poolQuery(id ?? 0), enabled: id !== null });
  const [part, setPart] = useState<Part>("basics");
  const [changed, setChanged] = useState<Partial<Values>>({});
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  if (id !== null && stored.isError) {
    return <Failure message={messageOf(stored.error)} onRetry={() => void stored.refetch()} />;
  }
  if (id !== null && !stored.data) return <Bones rows={8} />;
  const values: Values = { ...NEW, ...stored.data, ...changed };
  const set = (more: Partial<Values>): void => setChanged({ ...changed, ...more });
  const dirty = Object.keys(changed).length > 0;

  const save = async (): Promise<void> => {
    setBusy(true);
    setErrors({ fields: {}, summary: [] });
    try {
      if (id === null) {
        const all = Object.fromEntries(FIELDS.map((name) => [name, values[name]]));
        const made = await post<PoolWithMembers>("pool", { entity: props.entity, ...all });
        props.onMade(made.id);
      } else await patch(`pool/${id}`, changed, { version: stored.data?.version });
      setChanged({});
      toast(t("settings.saved"), { kind: "good" });
      await client.invalidateQueries({ queryKey: ["pools"] });
    } catch (error) {
      const found = formErrors(error, FIELDS);
      setErrors(found);
      if (found.fields.members) setPart("members");
      else if (Object.keys(found.fields).length > 0) setPart("basics");
    } finally {
      setBusy(false);
    }
  };
  const remove = async (): Promise<void> => {
    if (id === null || !(await ask({ title: t("pools.deleteAsk"), ok: t("common.delete"), danger: true }))) return;
    try {
      await del(`pool/${id}`);
      props.onMade(null);
      await client.invalidateQueries({ queryKey: ["pools"] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  return (
    <>
      <header className="panel__head">
        <div className="grow">
          <h2>{id === null ? t("pools.newPool") : values.name}</h2>
        </div>
        {id !== null && (
          <Button danger type="text" onClick={() => void remove()}>
            {t("common.delete")}
          </Button>
        )}
      </header>
      <Tabs
        label={t("nav.poolRules")}
        active={part}
        onChange={(key) => setPart(key as Part)}
        items={PARTS.filter((key) => id !== null || key !== "rules").map((key) => ({
          key,
          label: t(`pools.part_${key}`),
        }))}
      />
      <div className="panel__body">
        {errors.summary.length > 0 && (
          <div className="notice notice--bad" role="alert">
            {errors.summary.join(" ")}
          </div>
        )}
        {part === "basics" && <Basics entity={props.entity} values={values} set={set} errors={errors.fields} />}
        {part === "members" && (
          <MembersEditor
            members={values.members}
            onChange={(members) => set({ members })}
            error={errors.fields.members}
          />
        )}
        {part === "rules" && id !== null && <RulesPanel pool={id} entity={props.entity} />}
      </div>
      {part !== "rules" && (
        <div className="savebar">
          <span className="grow muted">{t("pools.saveHint")}</span>
          <Button disabled={!dirty || busy} onClick={() => setChanged({})}>
            {t("common.reset")}
          </Button>
          <Button
            type="primary"
            loading={busy}
            disabled={(id !== null && !dirty) || !values.name.trim()}
            onClick={() => void save()}
          >
            {t("common.save")}
          </Button>
        </div>
      )}
    </>
  );
}
