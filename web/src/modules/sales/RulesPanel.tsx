/** The rules of registration and of ending. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, InputNumber } from "antd";
import { useId, useState } from "react";
import { put } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import { t } from "@/i18n";
import { entityInfo, may, useMeta } from "@/meta/hooks";
import { toast } from "@/ui/toast";
import { rulesQuery, type SalesRules } from "./data";

const NUMBERS = ["validity_days", "recent_days", "max_renewals"] as const;
const SWITCHES = ["registration_required", "competitor_on_loss"] as const;

/** Nothing for whom the rules are not shown: who neither sells nor sets them. */
export function RulesPanel({ mayEdit }: { mayEdit: boolean }) {
  const sells = may(entityInfo(useMeta(), "opportunity")?.can, "view");
  return mayEdit || sells ? <Rules mayEdit={mayEdit} /> : null;
}

function Rules({ mayEdit }: { mayEdit: boolean }) {
  const client = useQueryClient();
  const stored = useQuery({ ...rulesQuery, retry: false }).data;
  const id = useId();
  const [changed, setChanged] = useState<Partial<SalesRules>>({});
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  if (!stored) return null;
  const values = { ...stored, ...changed };
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await put("sales/rules", values);
      await client.invalidateQueries({ queryKey: ["sales", "rules"] });
      setChanged({});
      setErrors({ fields: {}, summary: [] });
      toast(t("sales.rulesSaved"), { kind: "good" });
    } catch (error) {
      setErrors(formErrors(error, NUMBERS));
    }
    setBusy(false);
  };
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("sales.rules")}</h2>
      </header>
      <div className="panel__body stack">
        {SWITCHES.map((name) => (
          <label key={name} className="row">
            <input
              type="checkbox"
              className="check"
              checked={values[name]}
              disabled={!mayEdit}
              onChange={(event) => setChanged({ ...changed, [name]: event.target.checked })}
            />
            {t(`sales.rule.${name}`)}
          </label>
        ))}
        {NUMBERS.map((name) => (
          <div key={name} className="row row--wrap">
            <label htmlFor={`${id}-${name}`} className="sales-rule">
              {t(`sales.rule.${name}`)}
            </label>
            <InputNumber
              id={`${id}-${name}`}
              min={0}
              precision={0}
              value={values[name]}
              disabled={!mayEdit}
              status={errors.fields[name] ? "error" : undefined}
              onChange={(value) => setChanged({ ...changed, [name]: value ?? 0 })}
            />
            {errors.fields[name] && <span className="field__error">{errors.fields[name]}</span>}
          </div>
        ))}
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
        {mayEdit && (
          <div>
            <Button
              type="primary"
              loading={busy}
              disabled={Object.keys(changed).length === 0}
              onClick={() => void save()}
            >
              {t("common.save")}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}
