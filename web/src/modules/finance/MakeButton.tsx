/** The next document of money, made with what is left: an invoice, a receipt, a red invoice. */
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import { may, useMe } from "@/meta/hooks";
import type { SlotProps } from "@/slots";

interface Way {
  target: "invoice" | "receipt";
  mode: string;
  label: "finance.makeInvoice" | "finance.makeReceipt" | "finance.makeRed";
  offered: (record: Rec) => boolean;
}

const approved = (record: Rec): boolean => record.approval_state === "approved";
const INVOICE: Way = { target: "invoice", mode: "", label: "finance.makeInvoice", offered: approved };
const WAYS: Record<string, Way> = {
  contract: INVOICE,
  order: INVOICE,
  receipt_plan: {
    target: "receipt",
    mode: "",
    label: "finance.makeReceipt",
    offered: (record) => ["due", "part", "overdue"].includes(String(record.state)),
  },
  invoice: {
    target: "invoice",
    mode: "red",
    label: "finance.makeRed",
    offered: (record) => ["issued", "delivered"].includes(String(record.state)) && record.original === null,
  },
};

export default function MakeButton({ meta, record }: SlotProps["recordActions"]) {
  const me = useMe();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const way = WAYS[meta.key];
  const make = useMutation({
    mutationFn: (wanted: Way) =>
      post<{ entity: string; id: number }>("trade/make", {
        entity: meta.key,
        id: record.id,
        target: wanted.target,
        mode: wanted.mode,
      }),
    onSuccess: (made) => void navigate({ to: `/r/${made.entity}/${made.id}` as never }),
    onError: (problem) => void message.error(messageOf(problem)),
  });
  if (!way?.offered(record) || !may(me.can[way.target], "create")) return null;
  return (
    <Button loading={make.isPending} onClick={() => make.mutate(way)}>
      {t(way.label)}
    </Button>
  );
}
