/** Who approves or is told: several ways to find people, added up. */
import { Button, InputNumber, Select } from "antd";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { PeoplePicker } from "../PeoplePicker";
import { STRATEGIES, type Strategy, type Who } from "./flow";
import type { Known } from "./words";

const LEVELED: Strategy[] = ["head", "superior", "superiors", "chosen"];

export function WhoEditor(props: {
  id: string;
  who: Who[];
  known: Known;
  onChange: (who: Who[]) => void;
  onPeople: (people: Ref[]) => void;
}) {
  const { who, onChange } = props;
  return (
    <div className="who">
      {who.map((one, at) => (
        <WhoRow
          // biome-ignore lint/suspicious/noArrayIndexKey: ways to find people have no identity but their place
          key={at}
          {...props}
          at={at}
          one={one}
          onOne={(next) => onChange(who.map((other, i) => (i === at ? next : other)))}
          onRemove={() => onChange(who.filter((_, i) => i !== at))}
        />
      ))}
      <Button
        type="dashed"
        icon={<Icon name="plus" size={12} />}
        disabled={who.length >= 8}
        onClick={() => onChange([...who, { type: who.length === 0 ? "head" : "people" }])}
      >
        {t("flows.addWho")}
      </Button>
    </div>
  );
}

function WhoRow(props: {
  id: string;
  at: number;
  one: Who;
  known: Known;
  onOne: (who: Who) => void;
  onRemove: () => void;
  onPeople: (people: Ref[]) => void;
}) {
  const { one, known, onOne } = props;
  const { page } = known;
  const people = (one.users ?? []).map((id) => ({ id, title: known.people.get(id) ?? `#${id}` }));
  const persons = page.fields.filter((field) => field.link === "user" && !field.name.startsWith("$"));
  const offered = STRATEGIES.filter(
    (type) => (type !== "field" || persons.length > 0) && (type !== "chosen" || page.is_document),
  );
  const refs = one.type === "role" ? page.roles : page.positions;
  const label = t("flows.whoN", { n: props.at + 1 });
  return (
    <div className="who__row">
      <div className="who__line">
        <Select<Strategy>
          className="grow"
          aria-label={label}
          value={one.type}
          options={offered.map((type) => ({ value: type, label: t(`flows.w_${type}`) }))}
          onChange={(type) => onOne({ type })}
        />
        <IconButton icon="close" size="small" label={`${t("common.remove")} ${label}`} onClick={props.onRemove} />
      </div>
      {one.type === "people" && (
        <PeoplePicker
          id={`${props.id}-${props.at}`}
          label={label}
          value={people}
          onChange={(next) => {
            props.onPeople(next);
            onOne({ ...one, users: next.map((ref) => ref.id) });
          }}
        />
      )}
      {(one.type === "role" || one.type === "position") && (
        <>
          <Select<number>
            aria-label={t(`flows.w_${one.type}`)}
            placeholder={t("flows.pick")}
            value={one.id}
            showSearch={{ optionFilterProp: "label" }}
            options={refs.map((ref) => ({ value: ref.id, label: ref.title }))}
            onChange={(id) => onOne({ ...one, id })}
          />
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={one.near ?? false}
              onChange={(event) => onOne({ ...one, near: event.target.checked })}
            />
            {t("flows.near")}
          </label>
        </>
      )}
      {one.type === "field" && (
        <Select<string>
          aria-label={t("flows.w_field")}
          placeholder={t("flows.pick")}
          value={one.field}
          options={persons.map((field) => ({ value: field.name, label: field.label }))}
          onChange={(field) => onOne({ ...one, field })}
        />
      )}
      {LEVELED.includes(one.type) && (
        <span className="row">
          {t(one.type === "chosen" ? "flows.atMost" : one.type === "superiors" ? "flows.levels" : "flows.level")}
          <InputNumber
            min={1}
            max={10}
            aria-label={t("flows.level")}
            value={one.level ?? 1}
            onChange={(level) => onOne({ ...one, level: level ?? 1 })}
          />
        </span>
      )}
      {one.type === "head" && <p className="field__help">{t("flows.headHint")}</p>}
    </div>
  );
}
