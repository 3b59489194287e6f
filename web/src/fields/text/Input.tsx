import { Input } from "antd";
import { t } from "@/i18n";
import type { InputProps } from "../types";

const KEYBOARD: Record<string, "tel" | "email" | "url"> = { phone: "tel", email: "email", url: "url" };

export default function TextInput(props: InputProps) {
  const { field } = props;
  const common = {
    id: props.id,
    value: typeof props.value === "string" ? props.value : "",
    maxLength: field.max_length ?? undefined,
    autoFocus: props.autoFocus,
    status: props.invalid ? ("error" as const) : undefined,
    placeholder: t("form.enter", { label: field.label }),
    "aria-label": props.label,
    "aria-invalid": props.invalid,
    "aria-describedby": props.describedBy,
    autoComplete: "off",
  };
  if (field.type === "long_text" || field.type === "rich_text") {
    return (
      <Input.TextArea
        {...common}
        autoSize={{ minRows: 3, maxRows: 12 }}
        onChange={(e) => props.onChange(e.target.value)}
      />
    );
  }
  const inputMode = KEYBOARD[field.type];
  return (
    <Input
      {...common}
      inputMode={inputMode}
      onChange={(e) => {
        const text = e.target.value;
        props.onChange(field.type === "credit_code" || field.type === "id_number" ? text.toUpperCase().trim() : text);
      }}
    />
  );
}
