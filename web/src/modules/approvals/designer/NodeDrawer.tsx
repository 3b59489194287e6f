/** One node or one way of a branch, in full. Changes are kept at once; the page saves the whole flow. */
import { Drawer, Input, InputNumber, Segmented, Select } from "antd";
import { useId } from "react";
import type { Condition, EntityMeta, Ref } from "@/api/types";
import { t } from "@/i18n";
import ConditionField from "@/records/list/ConditionField";
import { useIsPhone } from "@/ui/hooks";
import { Labelled } from "@/ui/Labelled";
import { PeoplePicker } from "../PeoplePicker";
import {
  type Approve,
  branchOf,
  type Column,
  changeColumn,
  EMPTIES,
  type Flow,
  findNode,
  MODES,
  type Node,
  replace,
  TIMEOUTS,
} from "./flow";
import { WhoEditor } from "./WhoEditor";
import type { Known } from "./words";

interface Props {
  flow: Flow;
  editing: string;
  meta: EntityMeta;
  known: Known;
  onChange: (flow: Flow) => void;
  onPeople: (people: Ref[]) => void;
  onClose: () => void;
}

export function NodeDrawer(props: Props) {
  const phone = useIsPhone();
  const node = findNode(props.flow, props.editing);
  const branch = node ? undefined : branchOf(props.flow, props.editing);
  const column = branch?.columns.find((one) => one.key === props.editing);
  const set = (next: Node): void => props.onChange(replace(props.flow, next));
  if (!node && !column) return null;
  return (
    <Drawer
      open
      size={phone ? "100%" : 440}
      title={node?.name || column?.name || t("flows.node")}
      onClose={props.onClose}
      mask={{ closable: true }}
    >
      <div className="stack">
        {branch && column && (
          <Way {...props} column={column} set={(next) => props.onChange(changeColumn(props.flow, branch, next))} />
        )}
        {node && node.type !== "branch" && <Name node={node} set={set} />}
        {(node?.type === "approve" || node?.type === "cc") && (
          <fieldset className="plain-set">
            <legend className="field__name">{t(node.type === "cc" ? "flows.told" : "flows.approvers")}</legend>
            <WhoEditor
              id={`who-${node.key}`}
              who={node.who}
              known={props.known}
              onPeople={props.onPeople}
              onChange={(who) => set({ ...node, who })}
            />
          </fieldset>
        )}
        {node?.type === "approve" && <Rules {...props} node={node} set={set} />}
        {node?.type === "end" && (
          <Segmented<"approved" | "rejected">
            block
            aria-label={t("flows.outcome")}
            value={node.outcome}
            options={[
              { value: "approved", label: t("flows.out_approved") },
              { value: "rejected", label: t("flows.out_rejected") },
            ]}
            onChange={(outcome) => set({ ...node, outcome })}
          />
        )}
      </div>
    </Drawer>
  );
}

function Name({ node, set }: { node: Exclude<Node, { type: "branch" }>; set: (node: Node) => void }) {
  const id = useId();
  return (
    <Labelled id={id} label={t("flows.name")} required={node.type === "approve"}>
      <Input
        id={id}
        value={node.name}
        maxLength={60}
        onChange={(event) => set({ ...node, name: event.target.value })}
      />
    </Labelled>
  );
}

function Way({ column, set, meta }: Props & { column: Column; set: (column: Column) => void }) {
  const id = useId();
  const empty = column.when !== null && "and" in column.when && column.when.and.length === 0;
  return (
    <>
      <Labelled id={id} label={t("flows.wayName")}>
        <Input
          id={id}
          value={column.name}
          maxLength={60}
          onChange={(event) => set({ ...column, name: event.target.value })}
        />
      </Labelled>
      {column.when === null ? (
        <p className="muted">{t("flows.otherwiseHint")}</p>
      ) : (
        <div className="field">
          <span className="field__name">{t("flows.when")}</span>
          <ConditionField
            meta={meta}
            value={empty ? null : column.when}
            empty={t("flows.noCondition")}
            label={t("flows.when")}
            onChange={(when: Condition | null) => set({ ...column, when: when ?? { and: [] } })}
          />
        </div>
      )}
    </>
  );
}

function Rules(props: Props & { node: Approve; set: (node: Node) => void }) {
  const { node, set, known } = props;
  const id = useId();
  const inTurn = node.who.some((one) => one.type === "superiors");
  const editable = known.page.fields.filter((field) => field.edit && !field.name.startsWith("$"));
  const backup = (node.empty_people ?? []).map((one) => ({ id: one, title: known.people.get(one) ?? `#${one}` }));
  return (
    <>
      <fieldset className="plain-set">
        <legend className="field__name">{t("flows.mode")}</legend>
        {inTurn ? (
          <p className="muted">{t("flows.turnAnyway")}</p>
        ) : (
          MODES.map((mode) => (
            <label key={mode} className="approval-choice">
              <input
                type="radio"
                name={`${id}-mode`}
                checked={(node.mode ?? "any") === mode}
                onChange={() => set({ ...node, mode, ...(mode === "share" && { share: node.share ?? 60 }) })}
              />
              <span>
                {t(`flows.mode_${mode}`)}
                <span className="muted">{t(`flows.mode_${mode}Hint`)}</span>
              </span>
            </label>
          ))
        )}
      </fieldset>
      {!inTurn && node.mode === "share" && (
        <span className="row">
          {t("flows.share")}
          <InputNumber
            min={1}
            max={100}
            suffix="%"
            aria-label={t("flows.share")}
            value={node.share ?? 60}
            onChange={(share) => set({ ...node, share: share ?? 60 })}
          />
        </span>
      )}
      <Labelled id={`${id}-empty`} label={t("flows.empty")}>
        <Select
          id={`${id}-empty`}
          value={node.empty ?? "admin"}
          options={EMPTIES.map((value) => ({ value, label: t(`flows.empty_${value}`) }))}
          onChange={(empty) => set({ ...node, empty })}
        />
      </Labelled>
      {node.empty === "people" && (
        <PeoplePicker
          id={`${id}-backup`}
          label={t("flows.backup")}
          value={backup}
          onChange={(people) => {
            props.onPeople(people);
            set({ ...node, empty_people: people.map((one) => one.id) });
          }}
        />
      )}
      <Term {...props} />
      {editable.length > 0 && known.page.entity && (
        <Labelled id={`${id}-edit`} label={t("flows.edit")}>
          <Select<string[]>
            id={`${id}-edit`}
            mode="multiple"
            value={node.edit ?? []}
            placeholder={t("flows.editNone")}
            optionFilterProp="label"
            options={editable.map((field) => ({ value: field.name, label: field.label }))}
            onChange={(edit) => set({ ...node, edit })}
          />
        </Labelled>
      )}
      {known.page.hideable.length > 0 && (
        <Labelled id={`${id}-hide`} label={t("flows.hide")}>
          <Select<string[]>
            id={`${id}-hide`}
            mode="multiple"
            value={node.hide ?? []}
            placeholder={t("flows.hideNone")}
            optionFilterProp="label"
            options={known.page.hideable.map((one) => ({ value: one.name, label: one.label }))}
            onChange={(hide) => set({ ...node, hide })}
          />
          {node.hide?.length ? <span className="muted">{t("flows.hideHint")}</span> : null}
        </Labelled>
      )}
      <label className="row">
        <input
          type="checkbox"
          className="check"
          checked={node.comment ?? false}
          onChange={(event) => set({ ...node, comment: event.target.checked })}
        />
        {t("flows.comment")}
      </label>
      <label className="row">
        <input
          type="checkbox"
          className="check"
          checked={node.sign ?? false}
          onChange={(event) => set({ ...node, sign: event.target.checked })}
        />
        {t("flows.sign")}
      </label>
      <label className="row">
        <input
          type="checkbox"
          className="check"
          checked={node.self === "allow"}
          onChange={(event) => set({ ...node, self: event.target.checked ? "allow" : "refuse" })}
        />
        {t("flows.self")}
      </label>
    </>
  );
}

function Term({ node, set, known, onPeople }: Props & { node: Approve; set: (node: Node) => void }) {
  const id = useId();
  const term = node.timeout ?? null;
  const to = term?.to ? [{ id: term.to, title: known.people.get(term.to) ?? `#${term.to}` }] : [];
  return (
    <fieldset className="plain-set">
      <legend className="field__name">{t("flows.timeout")}</legend>
      <label className="row">
        <input
          type="checkbox"
          className="check"
          checked={term !== null}
          onChange={(event) =>
            set({ ...node, timeout: event.target.checked ? { hours: 24, action: "remind", working: true } : null })
          }
        />
        {t("flows.hasTimeout")}
      </label>
      {term && (
        <div className="who__row">
          <span className="row">
            {t("flows.hours")}
            <InputNumber
              min={1}
              max={2160}
              aria-label={t("flows.hours")}
              value={term.hours}
              onChange={(hours) => set({ ...node, timeout: { ...term, hours: hours ?? 24 } })}
            />
          </span>
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={term.working ?? false}
              onChange={(event) => set({ ...node, timeout: { ...term, working: event.target.checked } })}
            />
            {t("flows.working")}
          </label>
          <Select
            id={`${id}-action`}
            aria-label={t("flows.timeout")}
            value={term.action}
            options={TIMEOUTS.map((value) => ({ value, label: t(`flows.timeout_${value}`) }))}
            onChange={(action) => set({ ...node, timeout: { ...term, action } })}
          />
          {term.action === "transfer" && (
            <PeoplePicker
              id={`${id}-to`}
              label={t("flows.timeout_transfer")}
              value={to}
              onChange={(people) => {
                const one = people.at(-1);
                onPeople(people);
                set({ ...node, timeout: { ...term, to: one?.id } });
              }}
            />
          )}
        </div>
      )}
    </fieldset>
  );
}
