/** The input of a field type (a customer, a region, a day) outside of any entity's form. */
import { Suspense } from "react";
import { kitOf } from "@/fields/registry";
import { Bone } from "@/ui/parts";
import { looseField } from "./data";

export function LooseInput(props: {
  id?: string;
  type: string;
  link?: string;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  invalid?: boolean;
}) {
  const field = looseField(props.type, props.link);
  const { Input } = kitOf(field);
  return (
    <Suspense fallback={<Bone height={32} />}>
      <Input
        id={props.id}
        field={field}
        label={props.label}
        value={props.value}
        invalid={props.invalid}
        onChange={props.onChange}
      />
    </Suspense>
  );
}
