/** One rule of assignment, to read and to change. */
import { Input, Select, TimePicker, TreeSelect } from "antd";
import dayjs from "dayjs";
import type { DeptNode, EntityMeta, Ref, RegionNode } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import ConditionField from "@/records/list/ConditionField";
import { USER_FIELD } from "@/records/userField";
import { clear } from "@/ui/clear";
import { Icon } from "@/ui/Icon";
import { Labelled } from "@/ui/Labelled";
import { IconButton } from "@/ui/parts";
import { type AssignmentRule, CHANNELS, STRATEGIES } from "./data";

const PEOPLE_FIELD = { ...USER_FIELD, type: "multi_link", link: "user" };

export interface Names {
  /** Names of people by id, those chosen meanwhile included. */
  people: Map<number, string>;
  pools: { value: number; label: string }[];
  departments: DeptNode[];
  regions: RegionNode[];
}

export function People(props: {
  id: string;
  label: string;
  ids: number[];
  names: Names;
  onChange: (ids: number[]) => void;
}) {
  const { Input: PeopleInput } = kitOf(PEOPLE_FIELD);
  const value: Ref[] = props.ids.map((id) => ({ id, title: props.names.people.get(id) ?? `#${id}` }));
  return (
    <PeopleInput
      id={props.id}
      field={PEOPLE_FIELD}
      value={value}
      label={props.label}
      onChange={(next) => {
        const chosen = Array.isArray(next) ? next.filter(isRef) : [];
        for (const one of chosen) props.names.people.set(one.id, one.title ?? "");
        props.onChange(chosen.map((one) => one.id));
      }}
    />
  );
}

const clock = (minute: number | null): dayjs.Dayjs | null =>
  minute === null ? null : dayjs().startOf("day").add(minute, "minute");
const minuteOf = (at: dayjs.Dayjs | null | undefined): number | null => (at ? at.hour() * 60 + at.minute() : null);

export function RuleEditor(props: {
  rule: AssignmentRule;
  at: number;
  last: boolean;
  got: number | null;
  meta: EntityMeta;
  names: Names;
  onChange: (part: Partial<AssignmentRule>) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { rule, at, names, onChange: set } = props;
  const id = (word: string): string => `rule-${at}-${word}`;
  const takesTurns = rule.strategy === "round_robin" || rule.strategy === "least_loaded";
  const lastTurn = rule.last_user ? names.people.get(rule.last_user) : undefined;
  return (
    <li className="rule">
      <span className="rule__number num" aria-hidden="true">
        {at + 1}
      </span>
      <div className="rule__body">
        <div className="lead-rule__grid">
          <Labelled id={id("name")} label={t("leads.ruleName")} required>
            <Input
              id={id("name")}
              value={rule.name}
              maxLength={80}
              onChange={(event) => set({ name: event.target.value })}
            />
          </Labelled>
          <Labelled id={id("strategy")} label={t("leads.strategy")} required>
            <Select
              id={id("strategy")}
              style={{ width: "100%" }}
              value={rule.strategy}
              options={STRATEGIES.map((value) => ({ value, label: t(`leads.s_${value}`) }))}
              onChange={(strategy) => set({ strategy })}
            />
          </Labelled>
          <div className="is-wide">
            <ConditionField
              meta={props.meta}
              value={rule.condition}
              label={t("leads.rule", { n: at + 1 })}
              empty={t("leads.everyLead")}
              onChange={(condition) => set({ condition })}
            />
          </div>
          {(takesTurns || rule.strategy === "named") && (
            <Labelled id={id("people")} label={t("leads.people")}>
              <People
                id={id("people")}
                label={t("leads.people")}
                ids={rule.people}
                names={names}
                onChange={(people) => set({ people })}
              />
            </Labelled>
          )}
          {takesTurns && (
            <Labelled id={id("departments")} label={t("leads.departments")}>
              <TreeSelect
                id={id("departments")}
                style={{ width: "100%" }}
                treeData={names.departments}
                fieldNames={{ label: "name", value: "id", children: "children" }}
                multiple
                allowClear={clear()}
                treeDefaultExpandAll
                maxTagCount="responsive"
                value={rule.departments}
                onChange={(departments: number[]) => set({ departments })}
              />
            </Labelled>
          )}
          {rule.strategy === "pool" && (
            <Labelled id={id("pool")} label={t("leads.pool")} required>
              {names.pools.length === 0 ? (
                <p className="muted">{t("leads.noPool")}</p>
              ) : (
                <Select
                  id={id("pool")}
                  style={{ width: "100%" }}
                  value={rule.pool ?? undefined}
                  options={names.pools}
                  onChange={(pool: number) => set({ pool })}
                />
              )}
            </Labelled>
          )}
          {rule.strategy === "region" && <Regions rule={rule} at={at} names={names} onChange={set} />}
          <Labelled id={id("channels")} label={t("leads.channels")}>
            <Select
              id={id("channels")}
              mode="multiple"
              style={{ width: "100%" }}
              placeholder={t("leads.allChannels")}
              value={rule.channels}
              options={CHANNELS.map((value) => ({ value, label: t(`leads.c_${value}`) }))}
              onChange={(channels) => set({ channels })}
            />
          </Labelled>
          <Labelled id={id("hours")} label={t("leads.hours")}>
            <TimePicker.RangePicker
              id={{ start: id("hours"), end: id("hours-end") }}
              format="HH:mm"
              minuteStep={15}
              style={{ width: "100%" }}
              needConfirm={false}
              placeholder={[t("leads.allDay"), t("leads.to")]}
              value={[clock(rule.from_minute), clock(rule.to_minute)]}
              onChange={(range) => set({ from_minute: minuteOf(range?.[0]), to_minute: minuteOf(range?.[1]) })}
            />
          </Labelled>
        </div>
        <div className="row row--wrap">
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={rule.active}
              onChange={(event) => set({ active: event.target.checked })}
            />
            {t("leads.active")}
          </label>
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={rule.working_days_only}
              onChange={(event) => set({ working_days_only: event.target.checked })}
            />
            {t("leads.workdays")}
          </label>
          {lastTurn && <span className="muted">{t("leads.lastTurn", { name: lastTurn })}</span>}
          {props.got !== null && (
            <span className="num">
              {t("leads.count")} {props.got}
            </span>
          )}
        </div>
      </div>
      <span className="row">
        <IconButton
          icon="up"
          label={`${t("leads.up")} ${at + 1}`}
          disabled={at === 0}
          onClick={() => props.onMove(-1)}
        />
        <IconButton
          icon="down"
          label={`${t("leads.down")} ${at + 1}`}
          disabled={props.last}
          onClick={() => props.onMove(1)}
        />
        <IconButton icon="trash" label={`${t("leads.remove")} ${at + 1}`} onClick={props.onRemove} />
      </span>
    </li>
  );
}

function Regions(props: {
  rule: AssignmentRule;
  at: number;
  names: Names;
  onChange: (part: Partial<AssignmentRule>) => void;
}) {
  const { regions } = props.rule;
  const set = (place: number, part: Partial<(typeof regions)[number]>): void =>
    props.onChange({ regions: regions.map((one, index) => (index === place ? { ...one, ...part } : one)) });
  return (
    <div className="is-wide stack">
      <span className="field__name">{t("leads.regions")}</span>
      {regions.map((one, place) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: groups of regions have no identity but their place
          key={place}
          className="lead-region"
        >
          <span className="grow">
            <TreeSelect
              style={{ width: "100%" }}
              treeData={props.names.regions}
              fieldNames={{ label: "name", value: "code", children: "children" }}
              multiple
              showSearch={{ treeNodeFilterProp: "name" }}
              maxTagCount="responsive"
              aria-label={`${t("leads.regions")} ${place + 1}`}
              value={one.regions}
              onChange={(codes: string[]) => set(place, { regions: codes })}
            />
          </span>
          <span className="grow">
            <People
              id={`rule-${props.at}-region-${place}`}
              label={`${t("leads.people")} ${place + 1}`}
              ids={one.people}
              names={props.names}
              onChange={(people) => set(place, { people })}
            />
          </span>
          <IconButton
            icon="close"
            label={t("leads.removeRegion")}
            onClick={() => props.onChange({ regions: regions.filter((_, index) => index !== place) })}
          />
        </div>
      ))}
      <div>
        <button
          type="button"
          className="plain-button"
          onClick={() => props.onChange({ regions: [...regions, { regions: [], people: [] }] })}
        >
          <Icon name="plus" size={12} /> {t("leads.addRegion")}
        </button>
      </div>
    </div>
  );
}
