import { DatePicker } from "antd";
import dayjs from "dayjs";
import { t } from "@/i18n";
import { momentPicked, picked } from "@/ui/zoned";
import type { InputProps } from "../types";

export default function DateInput(props: InputProps) {
  const moment = props.field.type === "moment";
  const text = typeof props.value === "string" ? props.value : "";
  const value = text ? (moment ? picked(text) : dayjs(text)) : null;
  return (
    <DatePicker
      id={props.id}
      style={{ width: "100%" }}
      value={value?.isValid() ? value : null}
      showTime={moment ? { format: "HH:mm", minuteStep: 5 } : false}
      format={moment ? "YYYY-MM-DD HH:mm" : "YYYY-MM-DD"}
      status={props.invalid ? "error" : undefined}
      autoFocus={props.autoFocus}
      placeholder={t("form.chooseDate")}
      aria-label={props.label}
      aria-invalid={props.invalid}
      aria-describedby={props.describedBy}
      onChange={(next) => {
        if (!next) props.onChange(null);
        else props.onChange(moment ? momentPicked(next) : next.format("YYYY-MM-DD"));
      }}
    />
  );
}
