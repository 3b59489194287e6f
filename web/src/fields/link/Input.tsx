import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useContext, useState } from "react";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { entityInfo, may, metaQuery } from "@/meta/hooks";
import { clear } from "@/ui/clear";
import { useDebounced } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { CreateContext } from "../create";
import type { InputProps } from "../types";
import { isRef, linkEntity } from "./Display";
import { useLinkSearch } from "./search";

/** Picks one or many records of another entity by typing; offers to make a new one where that is allowed. */
export default function LinkInput(props: InputProps) {
  const { field } = props;
  const many = field.type === "multi_link";
  const entity = linkEntity(field);
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const q = useDebounced(typed, 200);
  const found = useLinkSearch(entity, q, open);
  const meta = useQuery(metaQuery).data;
  const create = useContext(CreateContext);
  const info = meta && entity ? entityInfo(meta, entity) : undefined;
  const canCreate = create && info && !["user", "department"].includes(info.key) && may(info.can, "create");

  const current: Ref[] = Array.isArray(props.value)
    ? props.value.filter(isRef)
    : isRef(props.value)
      ? [props.value]
      : [];
  const known = new Map<number, Ref>([...(found.data ?? []), ...current].map((ref) => [ref.id, ref]));
  const pick = (ids: number[]): void => {
    const refs = ids.map((id) => known.get(id)).filter((ref): ref is Ref => ref !== undefined);
    props.onChange(many ? refs : (refs[0] ?? null));
  };
  const makeNew = async (): Promise<void> => {
    if (!create || !entity) return;
    setOpen(false);
    const made = await create(entity, typed);
    if (made) props.onChange(many ? [...current, made] : made);
  };

  return (
    <Select<number | number[]>
      id={props.id}
      style={{ width: "100%" }}
      mode={many ? "multiple" : undefined}
      open={open}
      onOpenChange={setOpen}
      value={many ? current.map((ref) => ref.id) : current[0]?.id}
      options={[...known.values()].map((ref) => ({ value: ref.id, label: ref.title || `#${ref.id}` }))}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      allowClear={clear()}
      loading={found.isFetching}
      status={props.invalid ? "error" : undefined}
      autoFocus={props.autoFocus}
      placeholder={t("form.search", { label: info?.label ?? field.label })}
      notFoundContent={found.isFetching ? t("state.loading") : t("form.noMatch")}
      aria-label={props.label ?? field.label}
      aria-describedby={props.describedBy}
      onChange={(next) => pick(next === undefined || next === null ? [] : Array.isArray(next) ? next : [next])}
      popupRender={(menu) => (
        <>
          {menu}
          {canCreate && (
            <button
              type="button"
              className="picker-new"
              onMouseDown={(e) => e.preventDefault()}
              onClick={() => void makeNew()}
            >
              <Icon name="plus" size={14} /> {t("form.newOf", { label: info.label })}
              {typed && ` “${typed}”`}
            </button>
          )}
        </>
      )}
    />
  );
}
