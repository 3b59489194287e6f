/** First part of the wizard: whose records, or which ones, and what that is. */
import { Button, Segmented } from "antd";
import { Suspense } from "react";
import { ApiError } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { useEntity } from "@/meta/hooks";
import { USER_FIELD } from "@/records/userField";
import { openDialog } from "@/ui/dialogs";
import { Labelled } from "@/ui/Labelled";
import { Bone, Bones, Failure } from "@/ui/parts";
import { FilterBuilder, FilterText } from "./Filter";
import type { Mode, Wizard } from "./useWizard";

const PEOPLE = { ...USER_FIELD, name: "people", type: "multi_link", link: "user" };
const DEPARTMENT = { ...USER_FIELD, name: "department", type: "department" };

export function Whose({ wizard }: { wizard: Wizard }) {
  const { choice, set } = wizard;
  const meta = useEntity(choice.entity).data;
  const People = kitOf(PEOPLE).Input;
  const Department = kitOf(DEPARTMENT).Input;
  const modes: Mode[] = ["people", "department", "filter"];
  const build = async (): Promise<void> => {
    if (!meta) return;
    const next = await openDialog<{ condition: Condition | null }>((close) => (
      <FilterBuilder meta={meta} condition={choice.filter} onClose={close} />
    ));
    if (next) set({ filter: next.condition });
  };
  return (
    <section className="panel handover__step" aria-labelledby="handover-1">
      <h2 id="handover-1">
        <span className="handover__number">1</span>
        {t("handover.step1")}
      </h2>
      <Segmented
        aria-label={t("handover.step1")}
        value={choice.mode}
        options={[
          ...(choice.rows.length > 0
            ? [
                {
                  value: "rows",
                  label: t("handover.m_rows", { n: choice.rows.length, what: meta?.label ?? "" }),
                },
              ]
            : []),
          ...modes.map((mode) => ({ value: mode, label: t(`handover.m_${mode as "people"}`) })),
        ]}
        onChange={(mode) => set({ mode: mode as Mode, hand: [], without: [] })}
      />
      {choice.mode === "people" && (
        <Labelled id="handover-people" label={t("handover.people")} required>
          <Suspense fallback={<Bone height={32} />}>
            <People
              id="handover-people"
              field={PEOPLE}
              value={choice.people}
              label={t("handover.people")}
              onChange={(value) =>
                set({ people: Array.isArray(value) ? value.filter(isRef) : [], hand: [], without: [] })
              }
            />
          </Suspense>
        </Labelled>
      )}
      {choice.mode === "department" && (
        <Labelled id="handover-department" label={t("handover.department")} required>
          <Suspense fallback={<Bone height={32} />}>
            <Department
              id="handover-department"
              field={DEPARTMENT}
              value={choice.department}
              label={t("handover.department")}
              onChange={(value) => set({ department: isRef(value) ? value : null, hand: [], without: [] })}
            />
          </Suspense>
        </Labelled>
      )}
      {choice.mode === "filter" && (
        <div className="row row--wrap">
          <Button onClick={() => void build()}>
            {t(choice.filter ? "handover.changeFilter" : "handover.setFilter")}
          </Button>
          {meta && choice.filter ? (
            <FilterText meta={meta} condition={choice.filter} />
          ) : (
            <span className="muted">{t("handover.noFilter")}</span>
          )}
        </div>
      )}
      <Has wizard={wizard} />
    </section>
  );
}

/** What they have, each kind with a tick. */
function Has({ wizard }: { wizard: Wizard }) {
  const { choice, set, holdings } = wizard;
  if (choice.mode === "filter" || choice.mode === "rows") return null;
  if (holdings.error instanceof ApiError && holdings.error.status === 403)
    return (
      <p className="notice notice--bad" role="alert">
        {messageOf(holdings.error)}
      </p>
    );
  if (holdings.isError) return <Failure message={messageOf(holdings.error)} onRetry={() => void holdings.refetch()} />;
  if (!holdings.data) return holdings.fetchStatus === "idle" ? null : <Bones rows={2} />;
  const parts = holdings.data.entities;
  if (parts.length === 0 && holdings.data.duties.length === 0)
    return <p className="muted">{t("handover.hasNothing")}</p>;
  const toggle = (key: string): void =>
    set({
      without: choice.without.includes(key) ? choice.without.filter((item) => item !== key) : [...choice.without, key],
    });
  return (
    <fieldset className="plain-set handover__has">
      <legend className="field__name">{t("handover.has")}</legend>
      {parts.map((part) => (
        <label key={part.key} className={`handover__kind${part.count === 0 ? " is-empty" : ""}`}>
          <input
            type="checkbox"
            className="check"
            disabled={part.count === 0}
            checked={part.count > 0 && !choice.without.includes(part.key)}
            onChange={() => toggle(part.key)}
          />
          <span>{part.label}</span>
          <strong className="num">{part.count.toLocaleString()}</strong>
          <span className="muted">
            {[
              part.children > 0 && t("handover.children", { n: part.children.toLocaleString() }),
              part.trashed > 0 && t("handover.trashed", { n: part.trashed }),
            ]
              .filter(Boolean)
              .join("，")}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
