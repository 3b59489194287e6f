import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { lazy, useState } from "react";
import { get, listOf, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Approval } from "@/api/types";
import { t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { openDialog } from "@/ui/dialogs";
import { formatAgo } from "@/ui/format";
import { Bones, Dot, Empty, Failure } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { toast } from "@/ui/toast";
import { SettingsFrame } from "./Guard";

const ApplicationDialog = lazy(() => import("./approvals/ApplicationDialog"));
const APPLICATION = "account_application";
const STATES = ["pending", "approved", "rejected", "withdrawn"] as const;
const DONE = { approve: "approvals.approved", reject: "approvals.rejected", withdraw: "approvals.withdrawn" } as const;
const TONE = { pending: "orange", approved: "green", rejected: "red", withdrawn: "gray" };

function Decide({
  item,
  verdict,
  onClose,
}: {
  item: Approval;
  verdict: "approve" | "reject";
  onClose: (comment: string | null) => void;
}) {
  const [comment, setComment] = useState("");
  const needed = verdict === "reject" && !comment.trim();
  return (
    <Modal
      open
      width={460}
      title={`${t(`approvals.${verdict}`)} · ${item.title}`}
      okText={t(`approvals.${verdict}`)}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: verdict === "reject", disabled: needed }}
      onOk={() => onClose(comment.trim())}
      onCancel={() => onClose(null)}
    >
      <Input.TextArea
        autoFocus
        rows={3}
        value={comment}
        maxLength={500}
        aria-label={t("approvals.comment")}
        placeholder={t(verdict === "reject" ? "approvals.commentNeeded" : "approvals.comment")}
        onChange={(event) => setComment(event.target.value)}
      />
    </Modal>
  );
}

export default function ApprovalsPage() {
  const client = useQueryClient();
  const opensAccounts = useMe().admin.some((word) => word === "org" || word === "roles");
  const [state, setState] = useState<(typeof STATES)[number]>("pending");
  const list = useQuery({
    queryKey: ["approvals", state],
    queryFn: async ({ signal }) =>
      listOf(await get<Approval[] | { items: Approval[] }>("approvals", { state }, signal)),
  });
  const decide = async (item: Approval, verdict: "approve" | "reject"): Promise<void> => {
    const userId = item.record_id;
    if (verdict === "approve" && item.kind === APPLICATION && userId && opensAccounts) {
      const done = await openDialog<boolean>((close) => <ApplicationDialog userId={userId} onClose={close} />);
      if (done) toast(t(DONE.approve), { kind: "good" });
      await client.invalidateQueries({ queryKey: ["approvals"] });
      return;
    }
    const comment = await openDialog<string>((close) => <Decide item={item} verdict={verdict} onClose={close} />);
    if (comment !== null) await send(item, verdict, { comment });
  };
  const send = async (item: Approval, word: keyof typeof DONE, body: { comment?: string } = {}): Promise<void> => {
    try {
      await post(`approvals/${item.id}/${word}`, body);
      toast(t(DONE[word]), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await client.invalidateQueries({ queryKey: ["approvals"] });
  };
  return (
    <SettingsFrame title={t("settings.approvals")}>
      <div className="panel">
        <Tabs
          label={t("settings.approvals")}
          active={state}
          onChange={(key) => setState(key as typeof state)}
          items={STATES.map((key) => ({ key, label: t(`approvals.s_${key}`) }))}
        />
        {list.isPending && <Bones rows={4} />}
        {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && <Empty text={t("approvals.empty")} hint={t("approvals.emptyHint")} />}
        <ul className="approvals">
          {list.data?.map((item) => (
            <li key={item.id}>
              <div className="grow">
                <div className="row">
                  <strong>{item.title}</strong>
                  <Dot color={TONE[item.state]}>{t(`approvals.s_${item.state}`)}</Dot>
                </div>
                {item.comment && <p>{item.comment}</p>}
                <span className="muted">
                  {item.kind_label} · {item.asked_by?.title ?? t("approvals.outside")} {formatAgo(item.asked_at)}
                  {item.decided_by &&
                    item.decided_at &&
                    ` · ${t("approvals.decided", { name: item.decided_by.title, when: formatAgo(item.decided_at) })}`}
                </span>
              </div>
              {item.state === "pending" && item.mine && (
                <Button onClick={() => void send(item, "withdraw")}>{t("approvals.withdraw")}</Button>
              )}
              {item.state === "pending" && !item.mine && (
                <span className="row">
                  <Button danger onClick={() => void decide(item, "reject")}>
                    {t("approvals.reject")}
                  </Button>
                  <Button type="primary" onClick={() => void decide(item, "approve")}>
                    {t("approvals.approve")}
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      </div>
    </SettingsFrame>
  );
}
