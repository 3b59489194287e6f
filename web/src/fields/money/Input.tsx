import { InputNumber, Select, Space } from "antd";
import { t } from "@/i18n";
import type { InputProps } from "../types";
import { isMoney } from "./Display";

const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP"];
const DEFAULT = "CNY";

/** A unit price of six digits without zeros that say nothing; an amount of two digits as it is. */
const shortest = (text: string): string => text.replace(/(\.\d\d\d*?)0+$/, "$1");

export default function MoneyInput(props: InputProps) {
  const money = isMoney(props.value) ? props.value : null;
  const currency = money?.currency ?? DEFAULT;
  const options = (CURRENCIES.includes(currency) ? CURRENCIES : [currency, ...CURRENCIES]).map((value) => ({
    value,
    label: value,
  }));
  return (
    <Space.Compact style={{ width: "100%" }}>
      <Select
        value={currency}
        options={options}
        style={{ width: 88 }}
        aria-label={t("field.currency")}
        onChange={(next) => money && props.onChange({ amount: money.amount, currency: next })}
      />
      <InputNumber<string>
        id={props.id}
        stringMode
        controls={false}
        style={{ flex: 1, width: "100%" }}
        value={money ? shortest(String(money.amount)) : null}
        precision={(props.field.decimals ?? 2) > 2 ? undefined : (props.field.decimals ?? 2)}
        status={props.invalid ? "error" : undefined}
        autoFocus={props.autoFocus}
        aria-label={props.label}
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy}
        formatter={(text) => String(text ?? "").replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",")}
        parser={(text) => (text ?? "").replace(/[,，\s¥]/g, "")}
        onChange={(amount) => props.onChange(amount === null || amount === "" ? null : { amount, currency })}
      />
    </Space.Compact>
  );
}
