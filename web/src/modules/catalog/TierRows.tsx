/** The steps of a policy as rows: from where on, and how much from there. */
import { Button, Input } from "antd";
import { useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { parseTiers } from "./sentence";

export function TierRows(props: {
  value: string;
  /** What the values are in, and what the limits are in. */
  unit?: string;
  from?: string;
  error?: string;
  onChange: (tiers: string) => void;
}) {
  const [rows, setRows] = useState<[string, string][]>(() => {
    const known = parseTiers(props.value);
    return known.length > 0 ? known : [["", ""]];
  });
  const change = (next: [string, string][]): void => {
    setRows(next);
    props.onChange(
      next
        .filter(([start, value]) => start || value)
        .map((row) => row.join(":"))
        .join(";"),
    );
  };
  const only = (text: string): string => text.replace(/[^\d.]/g, "");
  return (
    <div className="stack">
      {rows.map(([start, value], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
        <div key={at} className="row tier">
          <span>{t("catalog.tierFrom")}</span>
          <Input
            inputMode="decimal"
            aria-label={`${t("catalog.tierFrom")} ${at + 1}`}
            suffix={props.from}
            value={start}
            onChange={(event) => change(rows.map((row, i) => (i === at ? [only(event.target.value), value] : row)))}
          />
          <span>{t("catalog.tierValue")}</span>
          <Input
            inputMode="decimal"
            aria-label={`${t("catalog.value")} ${at + 1}`}
            suffix={props.unit}
            value={value}
            onChange={(event) => change(rows.map((row, i) => (i === at ? [start, only(event.target.value)] : row)))}
          />
          <IconButton
            icon="trash"
            size="small"
            label={t("catalog.removeTier", { n: at + 1 })}
            onClick={() => change(rows.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      {props.error && <p className="field__error">{props.error}</p>}
      <div>
        <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => change([...rows, ["", ""]])}>
          {t("catalog.addTier")}
        </Button>
      </div>
    </div>
  );
}
