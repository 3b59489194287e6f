/** 分期: what of a contract or order is not planned yet, in equal periods or by percentages. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Input, InputNumber, Modal, Segmented, Select } from "antd";
import { Suspense, useState } from "react";
import { get, post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { USER_FIELD } from "@/records/userField";
import { formatMoney } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import { Bone } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { fromCents, readPercents, toCents } from "./cents";
import { moneyMoved, moneyOf, today } from "./data";

const DAY = { ...USER_FIELD, name: "first_on", type: "date" };
const EVERY = ["week", "month", "quarter", "half_year", "year"] as const;

export default function SplitDialog(props: { entity: string; record: Rec; onClose: (made: number | null) => void }) {
  const { entity, record } = props;
  const client = useQueryClient();
  const amount = moneyOf(record.amount);
  const [how, setHow] = useState<"equal" | "percents">("percents");
  const [count, setCount] = useState<number | null>(3);
  const [text, setText] = useState("30/60/10");
  const [every, setEvery] = useState<(typeof EVERY)[number]>("month");
  const [first, setFirst] = useState<string | null>(today());
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const done = useQuery({
    queryKey: ["records", entity, "execution", record.id, record.version],
    queryFn: ({ signal }) => get<{ planned: string | null }>("finance/execution", { entity, id: record.id }, signal),
  });
  const planned = toCents(done.data?.planned ?? "0") ?? 0;
  const left = (toCents(amount?.amount ?? "0") ?? 0) - planned;
  const percents = readPercents(text);
  const periods = how === "equal" ? (count ?? 0) : (percents?.length ?? 0);
  const DayInput = kitOf(DAY).Input;
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const parts = how === "equal" ? { periods: count } : { percents };
      const body = { entity, id: record.id, first_on: first, every, ...parts };
      const { ids } = await post<{ ids: number[] }>("finance/split", body);
      await moneyMoved(client);
      toast(t("finance.splitDone", { n: ids.length }), { kind: "good" });
      props.onClose(ids.length);
    } catch (error) {
      setErrors(formErrors(error, ["periods", "percents", "first_on", "every"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={480}
      title={t("finance.splitTitle")}
      okText={t("finance.splitDo", { n: periods })}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !first || periods < 1 || left <= 0 }}
      onOk={() => void send()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        {done.data && (
          <p className="muted">
            {left > 0
              ? t("finance.splitLeft", { amount: formatMoney(fromCents(left), amount?.currency ?? "CNY") })
              : t("finance.splitNothing")}
          </p>
        )}
        <Segmented
          aria-label={t("finance.splitHow")}
          value={how}
          options={[
            { value: "percents", label: t("finance.byPercent") },
            { value: "equal", label: t("finance.byPeriods") },
          ]}
          onChange={setHow}
        />
        {how === "equal" ? (
          <Labelled id="split-count" label={t("finance.periods")} required error={errors.fields.periods}>
            <InputNumber id="split-count" min={1} max={60} precision={0} value={count} onChange={setCount} />
          </Labelled>
        ) : (
          <Labelled
            id="split-percents"
            label={t("finance.percents")}
            required
            error={errors.fields.percents ?? (text && !percents ? t("finance.percentsWrong") : undefined)}
          >
            <Input
              id="split-percents"
              value={text}
              placeholder="30/60/10"
              onChange={(event) => setText(event.target.value)}
            />
          </Labelled>
        )}
        <div className="split__days">
          <Labelled id="split-first" label={t("finance.firstOn")} required error={errors.fields.first_on}>
            <Suspense fallback={<Bone height={32} />}>
              <DayInput
                id="split-first"
                field={DAY}
                label={t("finance.firstOn")}
                value={first}
                onChange={(value) => setFirst((value as string | null) ?? null)}
              />
            </Suspense>
          </Labelled>
          <Labelled id="split-every" label={t("finance.every")} error={errors.fields.every}>
            <Select
              id="split-every"
              aria-label={t("finance.every")}
              value={every}
              options={EVERY.map((value) => ({ value, label: t(`finance.every_${value}`) }))}
              onChange={setEvery}
            />
          </Labelled>
        </div>
      </div>
    </Modal>
  );
}
