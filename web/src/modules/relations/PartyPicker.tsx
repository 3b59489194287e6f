/** Picks a customer or a contact by typing. */
import { Select } from "antd";
import { useState } from "react";
import type { Ref } from "@/api/types";
import { useLinkSearch } from "@/fields/link/search";
import { t } from "@/i18n";
import { clear } from "@/ui/clear";
import { useDebounced } from "@/ui/hooks";
import type { PartyKind } from "./data";

export function PartyPicker(props: {
  id?: string;
  kind: PartyKind;
  value: Ref | null;
  onChange: (value: Ref | null) => void;
  label: string;
  without?: number;
}) {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const q = useDebounced(typed, 200);
  const found = useLinkSearch(props.kind, q, open);
  const refs = (found.data ?? []).filter((ref) => ref.id !== props.without);
  const known = new Map([...refs, ...(props.value ? [props.value] : [])].map((ref) => [ref.id, ref]));
  return (
    <Select<number>
      id={props.id}
      style={{ width: "100%" }}
      open={open}
      onOpenChange={setOpen}
      value={props.value?.id}
      options={[...known.values()].map((ref) => ({ value: ref.id, label: ref.title }))}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      allowClear={clear()}
      loading={found.isFetching}
      placeholder={t("form.search", { label: t(`relations.${props.kind}`) })}
      notFoundContent={found.isFetching ? t("state.loading") : t("form.noMatch")}
      aria-label={props.label}
      onChange={(id) => props.onChange(known.get(id) ?? null)}
    />
  );
}
