/** Sentences that are written again and again, offered for the kind of follow-up at hand. */
import "@/i18n/words/activities";
import { useQuery } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import type { Page } from "@/api/types";
import { t } from "@/i18n";
import { entityInfo, may, useMeta } from "@/meta/hooks";
import { Icon } from "@/ui/Icon";

const MAX_SHOWN = 50;

export function Phrases({ kind, onPick }: { kind: string; onPick: (text: string) => void }) {
  const [open, setOpen] = useState(false);
  const mayRead = may(entityInfo(useMeta(), "phrase")?.can, "view");
  const found = useQuery({
    queryKey: ["records", "phrase", "offered"],
    queryFn: ({ signal }) => get<Page>("phrase", { fields: "text,kind", sort: "position", limit: MAX_SHOWN }, signal),
    enabled: open && mayRead,
    staleTime: 5 * 60_000,
  });
  if (!mayRead) return null;
  const fitting = (found.data?.items ?? []).filter((phrase) => !phrase.kind || phrase.kind === kind);
  const items = fitting.map((phrase) => ({ key: String(phrase.id), label: String(phrase.text) }));
  return (
    <Dropdown
      trigger={["click"]}
      onOpenChange={setOpen}
      menu={{
        items:
          items.length > 0
            ? items
            : [
                {
                  key: "none",
                  disabled: true,
                  label: found.isPending ? t("state.loading") : t("activities.noPhrases"),
                },
              ],
        onClick: ({ key }) => {
          const phrase = fitting.find((one) => String(one.id) === key);
          if (phrase) onPick(String(phrase.text));
        },
      }}
    >
      <Button type="text" icon={<Icon name="book" />}>
        {t("activities.phrases")}
      </Button>
    </Dropdown>
  );
}
