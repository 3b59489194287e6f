/** Splitting the figure of a year; the parts are filled into the grid and saved from there. */
import { Input, Modal, Segmented } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/targets";
import { formatDecimal } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import { type Draft, draftKey, type Figure, type Grid, type GridRow, isAmount, trimmed } from "./data";

interface Part {
  subject: GridRow["subject"];
  id: number | null;
  unit: string;
  number: number;
  goal: string;
}

export default function SplitDialog(props: {
  grid: Grid;
  row: GridRow;
  name: string;
  figure: Figure;
  total: string;
  onClose: (draft: Draft | null) => void;
}) {
  const { grid, row, figure } = props;
  const [total, setTotal] = useState(props.total);
  const [into, setInto] = useState<"months" | "below">(row.subject === "person" ? "months" : "below");
  const [how, setHow] = useState<"even" | "last_year">("even");
  const [active, setActive] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const fill = async (): Promise<void> => {
    setBusy(true);
    try {
      const body = { measure: grid.measure, year: grid.year, subject: row.subject, id: row.id, goal: total, how, into };
      const { cells } = await post<{ cells: Part[] }>("target/split", body);
      const draft: Draft = { [draftKey(row, "year 1", figure)]: total };
      for (const part of cells) draft[draftKey(part, `${part.unit} ${part.number}`, figure)] = trimmed(part.goal);
      props.onClose(draft);
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={440}
      title={t("targets.splitOf", { who: props.name })}
      okText={t("targets.splitDo")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: total === "" || !isAmount(total) }}
      onOk={() => void fill()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {problem && <div className="notice notice--bad">{problem}</div>}
        <Labelled id="split-total" label={t("targets.splitTotal", { figure: t(`targets.${figure}`) })} required>
          <Input
            id="split-total"
            autoFocus
            prefix={grid.unit === "money" ? "¥" : undefined}
            inputMode="decimal"
            value={active || !isAmount(total) ? total : formatDecimal(total)}
            onFocus={() => setActive(true)}
            onBlur={() => setActive(false)}
            onChange={(event) => setTotal(event.target.value.replaceAll(/[,，\s]/g, ""))}
          />
        </Labelled>
        {row.subject !== "person" && (
          <Segmented
            aria-label={t("targets.splitInto")}
            value={into}
            options={[
              { value: "below", label: t("targets.intoBelow") },
              { value: "months", label: t("targets.intoMonths") },
            ]}
            onChange={setInto}
          />
        )}
        <Segmented
          aria-label={t("targets.splitHow")}
          value={how}
          options={[
            { value: "even", label: t("targets.howEven") },
            { value: "last_year", label: t("targets.howLastYear") },
          ]}
          onChange={setHow}
        />
        <p className="muted">{t("targets.splitHint")}</p>
      </div>
    </Modal>
  );
}
