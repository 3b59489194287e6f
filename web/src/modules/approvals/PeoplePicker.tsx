/** Several colleagues, found by typing. */
import { Suspense } from "react";
import type { FieldMeta, Ref } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { USER_FIELD } from "@/records/userField";
import { Bone } from "@/ui/parts";

const PEOPLE: FieldMeta = { ...USER_FIELD, name: "people", type: "multi_link", link: "user" };

export function PeoplePicker(props: { id: string; label: string; value: Ref[]; onChange: (people: Ref[]) => void }) {
  const { Input } = kitOf(PEOPLE);
  return (
    <Suspense fallback={<Bone height={32} />}>
      <Input
        id={props.id}
        field={PEOPLE}
        label={props.label}
        value={props.value}
        onChange={(value) => props.onChange(Array.isArray(value) ? value.filter(isRef) : [])}
      />
    </Suspense>
  );
}
