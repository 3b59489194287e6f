import type { Choice, FieldMeta } from "@/api/types";
import { Dot, Tag } from "@/ui/parts";
import type { DisplayProps } from "../types";
import { isIndustry, nameOf, useChoices, useIndustries } from "./choices";

/** A status is a dot with a word; a grade is a tag; a choice without colour is a word. */
export const isStatus = (name: string): boolean => /(^|_)(status|state|stage)$/.test(name);

export function ChoiceMark({ choice, status }: { choice: Choice; status: boolean }) {
  if (status) return <Dot color={choice.color}>{choice.label}</Dot>;
  return choice.color ? <Tag color={choice.color}>{choice.label}</Tag> : choice.label;
}

export function choiceText(value: unknown, field: FieldMeta): string {
  const label = (code: unknown): string =>
    field.choices?.find((choice) => choice.value === code)?.label ?? String(code);
  if (Array.isArray(value)) return value.map(label).join("、");
  return value === null || value === undefined ? "" : label(value);
}

function IndustryDisplay({ code }: { code: string }) {
  return nameOf(useIndustries(true), code) ?? code;
}

function Marks({ values, field }: { values: string[]; field: FieldMeta }) {
  const choices = useChoices(field);
  const status = isStatus(field.name);
  return values.map((value) => (
    <ChoiceMark
      key={value}
      choice={choices.find((choice) => choice.value === value) ?? { value, label: value }}
      status={status}
    />
  ));
}

export function ChoiceDisplay({ value, field }: DisplayProps) {
  if (Array.isArray(value)) {
    const tagged = field.choices?.some((choice) => choice.color) ?? true;
    return tagged ? <Marks values={value.map(String)} field={field} /> : choiceText(value, field);
  }
  const code = String(value);
  if (isIndustry(field)) return <IndustryDisplay code={code} />;
  const choice = field.choices?.find((item) => item.value === code);
  return choice ? (
    <ChoiceMark choice={choice} status={isStatus(field.name)} />
  ) : (
    <Marks values={[code]} field={field} />
  );
}
