/** Second part of the wizard: who takes over, by which rule, and what else goes along. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { Suspense } from "react";
import { get } from "@/api/client";
import type { Condition } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { useEntity, useMe } from "@/meta/hooks";
import { USER_FIELD } from "@/records/userField";
import { openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { Labelled } from "@/ui/Labelled";
import { Bone, IconButton } from "@/ui/parts";
import type { Rule } from "./data";
import { FilterBuilder, FilterText } from "./Filter";
import type { Successor, Wizard } from "./useWizard";

const RULES: Rule[] = ["equal", "round_robin", "stay", "pool"];

export function ToWhom({ wizard }: { wizard: Wizard }) {
  const { choice, set } = wizard;
  const me = useMe();
  const byPeople = choice.mode === "people" || choice.mode === "department";
  return (
    <section className="panel handover__step" aria-labelledby="handover-2">
      <h2 id="handover-2">
        <span className="handover__number">2</span>
        {t("handover.step2")}
      </h2>
      <Successors wizard={wizard} />
      <fieldset className="plain-set">
        <legend className="field__name">{t("handover.rule")}</legend>
        <div className="handover__rules">
          {RULES.map((rule) => (
            <label key={rule} className={`handover__rule${choice.rule === rule ? " is-on" : ""}`}>
              <input type="radio" name="handover-rule" checked={choice.rule === rule} onChange={() => set({ rule })} />
              <span>
                {t(`handover.r_${rule}`)}
                <span className="muted">{t(`handover.r_${rule}Hint`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {choice.rule === "pool" && <Pools wizard={wizard} />}
      {byPeople && <Duties wizard={wizard} />}
      <Labelled id="handover-reason" label={t("handover.reason")}>
        <Input
          id="handover-reason"
          value={choice.reason}
          maxLength={300}
          placeholder={t("handover.reasonHint")}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </Labelled>
      <label className="row handover__tick">
        <input
          type="checkbox"
          className="check"
          checked={choice.follow}
          onChange={(event) => set({ follow: event.target.checked })}
        />
        {t("handover.follow")}
      </label>
      {byPeople && me.admin.includes("org") && (
        <label className="row handover__tick">
          <input
            type="checkbox"
            className="check"
            checked={choice.disable}
            onChange={(event) => set({ disable: event.target.checked })}
          />
          {t("handover.disable")}
        </label>
      )}
    </section>
  );
}

function Successors({ wizard }: { wizard: Wizard }) {
  const { choice, set } = wizard;
  const meta = useEntity(choice.entity).data;
  const Person = kitOf(USER_FIELD).Input;
  const change = (key: number, words: Partial<Successor>): void =>
    set({ successors: choice.successors.map((item) => (item.key === key ? { ...item, ...words } : item)) });
  const condition = async (item: Successor): Promise<void> => {
    if (!meta) return;
    const next = await openDialog<{ condition: Condition | null }>((close) => (
      <FilterBuilder meta={meta} condition={item.condition} onClose={close} />
    ));
    if (next) change(item.key, { condition: next.condition });
  };
  const add = (): void => {
    const key = Math.max(0, ...choice.successors.map((item) => item.key)) + 1;
    set({ successors: [...choice.successors, { key, person: null, condition: null }] });
  };
  return (
    <fieldset className="plain-set handover__successors">
      <legend className="field__name">{t("handover.successors")}</legend>
      {choice.successors.map((item, at) => (
        <div key={item.key} className="handover__successor">
          <div className="handover__person">
            <Suspense fallback={<Bone height={32} />}>
              <Person
                field={USER_FIELD}
                value={item.person}
                label={`${t("handover.successors")} ${at + 1}`}
                onChange={(value) => change(item.key, { person: isRef(value) ? value : null })}
              />
            </Suspense>
          </div>
          <Button onClick={() => void condition(item)} icon={<Icon name="filter" size={14} />}>
            {t("handover.only")}
          </Button>
          {choice.successors.length > 1 && (
            <IconButton
              icon="close"
              label={t("handover.removeSuccessor")}
              onClick={() => set({ successors: choice.successors.filter((other) => other.key !== item.key) })}
            />
          )}
          {meta && item.condition && <FilterText meta={meta} condition={item.condition} />}
        </div>
      ))}
      <div>
        <Button type="dashed" icon={<Icon name="plus" size={12} />} onClick={add}>
          {t("handover.addSuccessor")}
        </Button>
      </div>
    </fieldset>
  );
}

function Pools({ wizard }: { wizard: Wizard }) {
  const { choice, set } = wizard;
  const pools = useQuery({
    queryKey: ["pools", choice.entity, "choice"],
    queryFn: ({ signal }) => get<{ items: { id: number; name: string }[] }>("pool", { entity: choice.entity }, signal),
  });
  const items = pools.data?.items ?? [];
  return (
    <Labelled id="handover-pool" label={t("handover.pool")} required>
      <Select
        id="handover-pool"
        aria-label={t("handover.pool")}
        loading={pools.isPending}
        placeholder={t("form.choose")}
        value={choice.pool?.id}
        options={items.map((pool) => ({ value: pool.id, label: pool.name }))}
        onChange={(id: number) => set({ pool: { id, title: items.find((pool) => pool.id === id)?.name ?? "" } })}
      />
    </Labelled>
  );
}

/** What a person has that is no record; each kind goes to one colleague or stays. */
function Duties({ wizard }: { wizard: Wizard }) {
  const { choice, set } = wizard;
  const found = wizard.holdings.data?.duties ?? [];
  const Person = kitOf(USER_FIELD).Input;
  if (found.length === 0) return null;
  return (
    <fieldset className="plain-set handover__duties">
      <legend className="field__name">{t("handover.duties")}</legend>
      {found.map((duty) => (
        <div key={duty.key} className="handover__duty">
          <span>
            {duty.label} <strong className="num">{duty.count}</strong>
          </span>
          {duty.may ? (
            <div className="handover__person">
              <Suspense fallback={<Bone height={32} />}>
                <Person
                  field={{ ...USER_FIELD, label: t("handover.dutyStay") }}
                  value={choice.duties[duty.key] ?? null}
                  label={`${duty.label} ${t("handover.dutyTo")}`}
                  onChange={(value) => {
                    const { [duty.key]: _before, ...others } = choice.duties;
                    set({ duties: isRef(value) ? { ...others, [duty.key]: value } : others });
                  }}
                />
              </Suspense>
            </div>
          ) : (
            <span className="muted">{t("handover.dutyClosed")}</span>
          )}
        </div>
      ))}
    </fieldset>
  );
}
