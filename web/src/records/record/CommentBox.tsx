import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { MentionInput } from "./Mentions";

/** A comment; what was typed and not sent survives a reload. */
export function CommentBox({ meta, record, onDone }: { meta: EntityMeta; record: Rec; onDone?: () => void }) {
  const client = useQueryClient();
  const store = `kezhou.draft.note.${meta.key}.${record.id}`;
  const [text, setText] = useState(() => sessionStorage.getItem(store) ?? "");
  const [busy, setBusy] = useState(false);
  const type = (value: string): void => {
    setText(value);
    sessionStorage.setItem(store, value);
  };
  const send = async (): Promise<void> => {
    if (!text.trim() || busy) return;
    setBusy(true);
    try {
      await post(`${meta.key}/${record.id}/comments`, { text: text.trim() });
      type("");
      await client.invalidateQueries({ queryKey: ["timeline", meta.key, String(record.id)] });
      onDone?.();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="composer">
      <MentionInput
        value={text}
        onChange={type}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
        }}
      />
      <div className="row composer__foot">
        <span className="muted grow">Ctrl + Enter</span>
        <Button
          type="primary"
          size="small"
          icon={<Icon name="send" size={14} />}
          disabled={!text.trim()}
          loading={busy}
          onClick={() => void send()}
        >
          {t("record.send")}
        </Button>
      </div>
    </div>
  );
}
