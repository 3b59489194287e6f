/** A whole number, or nothing for “no limit”. */
import { Input } from "antd";
import { Labelled } from "@/ui/Labelled";

export function NumberField(props: {
  id: string;
  label: string;
  value: number | null;
  unit?: string;
  placeholder?: string;
  error?: string;
  onChange: (value: number | null) => void;
}) {
  return (
    <Labelled id={props.id} label={props.label} error={props.error}>
      <Input
        id={props.id}
        inputMode="numeric"
        value={props.value ?? ""}
        placeholder={props.placeholder}
        suffix={props.unit}
        onChange={(event) => {
          const digits = event.target.value.replace(/\D/g, "").slice(0, 6);
          props.onChange(digits === "" ? null : Number(digits));
        }}
      />
    </Labelled>
  );
}
