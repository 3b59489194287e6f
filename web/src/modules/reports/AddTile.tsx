/** Choosing what a new tile shows: one's reports and those that come with the product. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Input, Modal } from "antd";
import { useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { Bones, Empty } from "@/ui/parts";
import { type Asked, reportsQuery, type Tile } from "./data";

type New = Omit<Tile, "id" | "x" | "y">;

function size(definition: Asked): { w: number; h: number } {
  const chart = definition.chart ?? "table";
  if (chart === "number") return { w: 3, h: 2 };
  return chart === "table" || chart === "pivot" ? { w: 12, h: 5 } : { w: 6, h: 4 };
}

export default function AddTile({ onClose }: { onClose: (tile: New | null) => void }) {
  const list = useQuery(reportsQuery);
  const [text, setText] = useState("");
  const fits = (name: string): boolean => name.toLowerCase().includes(text.trim().toLowerCase());
  const own = (list.data?.items ?? []).filter((one) => fits(one.name));
  const made = (list.data?.templates ?? []).filter((one) => fits(one.name));
  const line = (key: string, name: string, note: string, tile: New) => (
    <li key={key}>
      <button type="button" className="pick-line" onClick={() => onClose(tile)}>
        <span className="grow ellipsis">{name}</span>
        <span className="muted">{note}</span>
      </button>
    </li>
  );
  return (
    <Modal open title={t("reports.addTile")} footer={null} onCancel={() => onClose(null)}>
      <div className="stack">
        <Input
          autoFocus
          aria-label={t("reports.find")}
          placeholder={t("reports.find")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {list.isPending && <Bones rows={5} />}
        {list.data && own.length + made.length === 0 && <Empty text={t("reports.noReport")} />}
        <ul className="pick-list">
          {own.map((one) =>
            line(`r${one.id}`, one.name, t(`reports.c_${one.definition.chart ?? "table"}`), {
              report: one.id,
              name: one.name,
              definition: one.definition,
              ...size(one.definition),
            }),
          )}
          {made.map((one) =>
            line(`t${one.key}`, one.name, t("reports.builtIn"), {
              template: one.key,
              name: one.name,
              definition: one.definition,
              ...size(one.definition),
            }),
          )}
        </ul>
        <Link to={"/reports/new" as never} onClick={() => onClose(null)}>
          {t("reports.makeOne")}
        </Link>
      </div>
    </Modal>
  );
}
