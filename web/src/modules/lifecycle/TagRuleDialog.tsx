/** The condition of a tag, with what it would do before it is saved. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition, EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/lifecycle";
import ConditionField from "@/records/list/ConditionField";
import { Labelled } from "@/ui/Labelled";
import type { TagLine, TagRule } from "./tags";

type Effect = Record<"fits" | "sets" | "removes", number>;

export default function TagRuleDialog(props: {
  meta: EntityMeta;
  line?: TagLine;
  onClose: (set: { tag: string; rule: TagRule | null } | null) => void;
}) {
  const [tag, setTag] = useState(props.line?.value ?? "");
  const [condition, setCondition] = useState<Condition | null>(props.line?.rule?.condition ?? null);
  const [active, setActive] = useState(props.line?.rule?.active ?? true);
  const name = tag.trim();
  const effect = useQuery({
    queryKey: ["tags", "effect", name, condition],
    queryFn: async ({ signal }) =>
      (await post<{ items: Effect[] }>("tags/rules/simulate", { rules: [{ tag: name, condition }] }, { signal }))
        .items[0],
    enabled: name !== "" && condition !== null,
    retry: false,
  });
  return (
    <Modal
      open
      width={560}
      title={props.line ? `${t("lifecycle.setRule")} · ${props.line.label}` : t("lifecycle.newTagRule")}
      onCancel={() => props.onClose(null)}
      footer={
        <div className="row row--end">
          {props.line?.rule && (
            <Button danger onClick={() => props.onClose({ tag: name, rule: null })}>
              {t("lifecycle.dropRule")}
            </Button>
          )}
          <Button onClick={() => props.onClose(null)}>{t("common.cancel")}</Button>
          <Button
            type="primary"
            disabled={!name || !condition}
            onClick={() => condition && props.onClose({ tag: name, rule: { condition, active } })}
          >
            {t("common.save")}
          </Button>
        </div>
      }
    >
      <div className="stack">
        {!props.line && (
          <Labelled id="tag-name" label={t("lifecycle.tagName")} required>
            <Input id="tag-name" autoFocus value={tag} maxLength={40} onChange={(e) => setTag(e.target.value)} />
          </Labelled>
        )}
        <ConditionField
          meta={props.meta}
          value={condition}
          label={t("lifecycle.condition")}
          empty={t("lifecycle.noRule")}
          onChange={setCondition}
        />
        {effect.data && <p role="status">{t("lifecycle.effect", effect.data)}</p>}
        {effect.isError && <p className="field__error">{messageOf(effect.error)}</p>}
        <label className="row">
          <input type="checkbox" className="check" checked={active} onChange={(e) => setActive(e.target.checked)} />
          {t("lifecycle.ruleOn")}
        </label>
      </div>
    </Modal>
  );
}
