import { Select } from "antd";
import { useState } from "react";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { MANY } from "@/meta/condition";
import { clear } from "@/ui/clear";
import { useDebounced } from "@/ui/hooks";
import type { FilterProps } from "../types";
import { linkEntity } from "./Display";
import { useLinkSearch } from "./search";
import { linkTitle, rememberTitle, tokens } from "./titles";

export default function LinkFilter({ field, op, value, onChange, label, placeholder }: FilterProps) {
  const entity = linkEntity(field);
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const found = useLinkSearch(entity, useDebounced(typed, 200), open);
  const many = MANY.has(op);
  const values = (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]) as (
    | string
    | number
  )[];
  for (const ref of found.data ?? []) rememberTitle(entity, ref);
  const words = tokens(field.type);
  const options = new Map<string | number, string>(words.map((token) => [token.value, token.label]));
  for (const ref of (found.data ?? []) as Ref[]) options.set(ref.id, ref.title);
  for (const item of values) if (!options.has(item)) options.set(item, linkTitle(entity, item));
  return (
    <Select<unknown>
      style={{ width: "100%" }}
      mode={many ? "multiple" : undefined}
      value={many ? values : values[0]}
      open={open}
      onOpenChange={setOpen}
      options={[...options].map(([id, title]) => ({ value: id, label: title }))}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear={clear()}
      maxTagCount="responsive"
      loading={found.isFetching}
      aria-label={label}
      placeholder={placeholder ?? t("form.choose")}
      onChange={(next) => onChange(next ?? null)}
    />
  );
}
