/** What comes next where money is concerned: plans of a contract, a receipt and where it belongs, an invoice, its
 * reversal. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Dropdown, Space } from "antd";
import { lazy, useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Me, Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { may, useMe } from "@/meta/hooks";
import { openForm } from "@/records/openForm";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { useIsPhone } from "@/ui/hooks";
import { Icon, type IconName } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { moneyMoved, moneyOf, refOf, today } from "./data";

const AllocateDialog = lazy(() => import("./AllocateDialog"));
const SplitDialog = lazy(() => import("./SplitDialog"));
const RedDialog = lazy(() => import("./RedDialog"));

type Word =
  | "split"
  | "makeInvoice"
  | "makeReceipt"
  | "makePrepaid"
  | "makeWriteOff"
  | "makeRefund"
  | "allocate"
  | "usePrepaid"
  | "refundPrepaid"
  | "makeRed";

/** Answers where to go then, if anywhere. */
type Act = (entity: string, record: Rec) => Promise<{ entity: string; id: number } | null>;

interface Way {
  word: Word;
  icon: IconName;
  may: (me: Me) => boolean;
  offered: (record: Rec) => boolean;
  act: Act;
}

const approved = (record: Rec): boolean => record.approval_state === "approved";
const open = (record: Rec): boolean => ["due", "part", "overdue"].includes(String(record.state));
const some = (value: unknown): boolean => Number(moneyOf(value)?.amount ?? 0) > 0;
const creates =
  (entity: string) =>
  (me: Me): boolean =>
    may(me.can[entity], "create");

const make =
  (target: string, mode = ""): Act =>
  (entity, record) =>
    post<{ entity: string; id: number }>("trade/make", { entity, id: record.id, target, mode });

const dialog =
  (render: (entity: string, record: Rec, close: (id: number | null) => void) => React.ReactNode, then = ""): Act =>
  async (entity, record) => {
    const id = await openDialog<number>((close) => render(entity, record, close));
    return id && then ? { entity: then, id } : null;
  };

const refund: Act = async (_entity, record) => {
  const preset = { customer: refOf(record.customer), amount: record.prepayment, refunded_on: today() };
  const saved = await openForm({ entity: "refund", preset });
  return saved && { entity: "refund", id: saved.id };
};

const INVOICE: Way = {
  word: "makeInvoice",
  icon: "file",
  may: creates("invoice"),
  offered: approved,
  act: make("invoice"),
};
const SPLIT: Way = {
  word: "split",
  icon: "columns",
  may: creates("receipt_plan"),
  offered: (record) => some(record.amount) && record.kind !== "framework" && record.approval_state !== "cancelled",
  act: dialog((entity, record, close) => <SplitDialog entity={entity} record={record} onClose={close} />),
};

const WAYS: Record<string, readonly Way[]> = {
  contract: [INVOICE, SPLIT],
  order: [INVOICE, SPLIT],
  receipt_plan: [
    { word: "makeReceipt", icon: "money", may: creates("receipt"), offered: open, act: make("receipt") },
    { word: "makePrepaid", icon: "money", may: creates("receipt"), offered: open, act: make("receipt", "prepaid") },
    { word: "makeWriteOff", icon: "close", may: creates("write_off"), offered: open, act: make("write_off") },
    {
      word: "makeRefund",
      icon: "refresh",
      may: creates("refund"),
      offered: (record) => some(record.received),
      act: make("refund"),
    },
  ],
  receipt: [
    {
      word: "allocate",
      icon: "check",
      may: (me) => may(me.can.receipt, "update"),
      offered: (record) =>
        record.kind === "money" && ["draft", "rejected"].includes(String(record.approval_state)) && !record.deleted_at,
      act: dialog((_entity, record, close) => <AllocateDialog record={record} onClose={close} />),
    },
    {
      word: "usePrepaid",
      icon: "money",
      may: creates("receipt"),
      offered: (record) => approved(record) && some(record.prepayment),
      act: dialog((_entity, record, close) => <AllocateDialog record={record} prepaid onClose={close} />, "receipt"),
    },
    {
      word: "refundPrepaid",
      icon: "refresh",
      may: creates("refund"),
      offered: (record) => approved(record) && some(record.prepayment),
      act: refund,
    },
  ],
  invoice: [
    {
      word: "makeRed",
      icon: "refresh",
      may: creates("invoice"),
      offered: (record) => ["issued", "delivered"].includes(String(record.state)) && !record.original,
      act: dialog((_entity, record, close) => <RedDialog record={record} onClose={close} />, "invoice"),
    },
  ],
};

export default function MoneyActions({ meta, record }: SlotProps["recordActions"]) {
  const me = useMe();
  const phone = useIsPhone();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const ways = (WAYS[meta.key] ?? []).filter((way) => way.may(me) && way.offered(record));
  const [first, ...rest] = ways;
  if (!first) return null;
  const go = async (way: Way): Promise<void> => {
    setBusy(true);
    try {
      const made = await way.act(meta.key, record);
      if (made) {
        await moneyMoved(client);
        await navigate({ to: "/r/$entity/$id", params: { entity: made.entity, id: String(made.id) } });
        toast(t("finance.made"), { kind: "good" });
      }
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  const items = (offered: readonly Way[]) =>
    offered.map((way) => ({
      key: way.word,
      label: t(`finance.${way.word}`),
      onClick: () => void go(way),
    }));
  const single = (
    <Button icon={<Icon name={first.icon} />} loading={busy} onClick={() => void go(first)}>
      {t(`finance.${first.word}`)}
    </Button>
  );
  if (rest.length === 0) return single;
  if (phone)
    return (
      <Dropdown trigger={["click"]} menu={{ items: items(ways) }}>
        <Button icon={<Icon name="money" />} loading={busy} aria-label={t("finance.money")} />
      </Dropdown>
    );
  return (
    <Space.Compact>
      {single}
      <Dropdown trigger={["click"]} menu={{ items: items(rest) }}>
        <Button icon={<Icon name="down" />} disabled={busy} aria-label={t("finance.money")} />
      </Dropdown>
    </Space.Compact>
  );
}
