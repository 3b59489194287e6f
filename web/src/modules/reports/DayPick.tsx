/** A day as it is chosen everywhere in the app, whatever language the browser speaks. */
import { Suspense } from "react";
import { kitOf } from "@/fields/registry";
import { USER_FIELD } from "@/records/userField";
import { Bone } from "@/ui/parts";

const DAY = { ...USER_FIELD, name: "day", type: "date" };

export function DayPick(props: {
  id?: string;
  label: string;
  value: string | null;
  onChange: (day: string | null) => void;
}) {
  const { Input } = kitOf(DAY);
  return (
    <Suspense fallback={<Bone height={32} width={148} />}>
      <Input
        id={props.id}
        field={DAY}
        label={props.label}
        value={props.value}
        onChange={(value) => props.onChange((value as string | null) ?? null)}
      />
    </Suspense>
  );
}
