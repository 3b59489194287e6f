/** The weights of evidence in log-odds, with what each means; set ones stay, the others learn from verdicts. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber } from "antd";
import { useState } from "react";
import { get, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { clear } from "@/ui/clear";
import { Bones, Failure, ScrollX, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { weightGroup, weightMeaning } from "./meaning";

interface Weight {
  name: string;
  default: number;
  value: number;
  learned: boolean;
}

const LIMIT = 30;
const GROUPS = ["threshold", "credit_code", "mobile", "landline", "email", "website", "address", "name", "person"];

export function Weights() {
  const client = useQueryClient();
  const stored = useQuery({
    queryKey: ["setting", "duplicates", "weights"],
    queryFn: async ({ signal }) => (await get<{ items: Weight[] }>("duplicates/weights", {}, signal)).items,
  });
  const [edited, setEdited] = useState<Record<string, number | null>>({});
  const [busy, setBusy] = useState(false);
  const [q, setQ] = useState("");
  if (stored.isError) return <Failure message={messageOf(stored.error)} onRetry={() => void stored.refetch()} />;
  if (!stored.data) return <Bones rows={10} />;
  const dirty = Object.keys(edited).length > 0;
  const work = async (act: () => Promise<string>): Promise<void> => {
    setBusy(true);
    try {
      const said = await act();
      await client.invalidateQueries({ queryKey: ["setting"] });
      toast(said, { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  const save = (): Promise<void> =>
    work(async () => {
      await put("duplicates/weights", edited);
      setEdited({});
      return t("duplicates.weightsSaved");
    });
  const relearn = (): Promise<void> =>
    work(async () => {
      const got = await post<{ same: number; different: number; changed: number }>("duplicates/weights/relearn");
      return t(got.changed > 0 ? "duplicates.relearned" : "duplicates.relearnedNot", got);
    });
  const wanted = q.trim().toLowerCase();
  const rows = stored.data.filter(
    (row) => !wanted || row.name.includes(wanted) || weightMeaning(row.name).toLowerCase().includes(wanted),
  );
  return (
    <div className="panel__body stack">
      <p className="muted">{t("duplicates.weightsHint")}</p>
      <div className="row row--wrap">
        <Input
          className="rules__search"
          allowClear={clear()}
          value={q}
          aria-label={t("duplicates.searchWeights")}
          placeholder={t("duplicates.searchWeights")}
          onChange={(event) => setQ(event.target.value)}
        />
        <Button loading={busy} onClick={() => void relearn()}>
          {t("duplicates.relearn")}
        </Button>
      </div>
      <ScrollX label={t("duplicates.weights")}>
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t("duplicates.evidence")}</th>
              <th>{t("duplicates.weight")}</th>
              <th className="is-right">{t("duplicates.standard")}</th>
              <th>{t("duplicates.sourceOf")}</th>
            </tr>
          </thead>
          {GROUPS.map((group) => (
            <tbody key={group}>
              {rows.some((row) => weightGroup(row.name) === group) && (
                <tr>
                  <th colSpan={4} className="rules__group">
                    {t(`duplicates.group_${group}` as "duplicates.group_name")}
                  </th>
                </tr>
              )}
              {rows
                .filter((row) => weightGroup(row.name) === group)
                .map((row) => {
                  const value = row.name in edited ? (edited[row.name] ?? row.default) : row.value;
                  const own = value !== row.default;
                  return (
                    <tr key={row.name}>
                      <td title={row.name}>{weightMeaning(row.name)}</td>
                      <td>
                        <InputNumber
                          value={value}
                          min={-LIMIT}
                          max={LIMIT}
                          step={0.1}
                          size="small"
                          aria-label={weightMeaning(row.name)}
                          onChange={(next) => next !== null && setEdited({ ...edited, [row.name]: next })}
                        />
                      </td>
                      <td className="is-right num muted">{row.default}</td>
                      <td>
                        {row.name in edited ? (
                          <Tag color="gold">{t("duplicates.notSaved")}</Tag>
                        ) : row.learned ? (
                          <Tag color="green">{t("duplicates.learned")}</Tag>
                        ) : own ? (
                          <Tag color="blue">{t("duplicates.byHand")}</Tag>
                        ) : null}
                        {own && (
                          <button
                            type="button"
                            className="plain-button"
                            onClick={() => setEdited({ ...edited, [row.name]: null })}
                          >
                            {t("duplicates.backToStandard")}
                          </button>
                        )}
                      </td>
                    </tr>
                  );
                })}
            </tbody>
          ))}
        </table>
      </ScrollX>
      <div className="savebar">
        <span className="muted grow">{t("duplicates.weightsSaveHint")}</span>
        <Button disabled={!dirty} onClick={() => setEdited({})}>
          {t("common.reset")}
        </Button>
        <Button type="primary" disabled={!dirty} loading={busy} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </div>
    </div>
  );
}
