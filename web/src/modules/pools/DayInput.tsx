/** A day outside of any entity, picked as everywhere. */
import { Suspense } from "react";
import { kitOf } from "@/fields/registry";
import { USER_FIELD } from "@/records/userField";
import { Bone } from "@/ui/parts";

const DAY_FIELD = { ...USER_FIELD, name: "day", type: "date" };

export function DayInput(props: {
  id?: string;
  label: string;
  value: string;
  invalid?: boolean;
  onChange: (day: string) => void;
}) {
  const { Input } = kitOf(DAY_FIELD);
  return (
    <Suspense fallback={<Bone height={32} />}>
      <Input
        id={props.id}
        field={DAY_FIELD}
        label={props.label}
        invalid={props.invalid}
        value={props.value || null}
        onChange={(day) => props.onChange(typeof day === "string" ? day : "")}
      />
    </Suspense>
  );
}
