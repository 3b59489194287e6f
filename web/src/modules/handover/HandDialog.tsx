/** Line by line: who gets this one. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Modal, Select } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { Bones, Failure } from "@/ui/parts";
import type { EntityPart, Hand, Handover, Line } from "./data";

const STAYS = 0;

export function HandDialog(props: {
  draft: Handover;
  part: EntityPart;
  people: Ref[];
  hand: Hand[];
  onClose: (hand: Hand[] | null) => void;
}) {
  const { draft, part, people } = props;
  const [chosen, setChosen] = useState<Map<number, number>>(new Map());
  const list = useInfiniteQuery({
    queryKey: ["handover", String(draft.id), "items", part.key],
    queryFn: ({ signal, pageParam }) =>
      get<{ items: Line[]; next: number | null }>(
        `handover/${draft.id}/items`,
        { entity: part.key, after: pageParam || undefined },
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
  const lines = list.data?.pages.flatMap((page) => page.items) ?? [];
  const save = (): void => {
    const ids = new Set(chosen.keys());
    const others = props.hand
      .map((line) => (line.entity === part.key ? { ...line, ids: line.ids.filter((id) => !ids.has(id)) } : line))
      .filter((line) => line.ids.length > 0);
    const fresh = [...new Set(chosen.values())].map((to) => ({
      entity: part.key,
      ids: [...chosen].filter(([, user]) => user === to).map(([id]) => id),
      to: to === STAYS ? null : to,
    }));
    props.onClose([...others, ...fresh]);
  };
  return (
    <Modal
      open
      width={640}
      title={t("handover.byHandTitle")}
      okText={t("handover.previewAgain")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: chosen.size === 0 }}
      onOk={save}
      onCancel={() => props.onClose(null)}
    >
      <p className="muted">{t("handover.byHandHint")}</p>
      {list.isPending && <Bones rows={5} />}
      {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
      <ul className="handover__hand">
        {lines.map((line) => (
          <li key={line.id}>
            <span className="grow ellipsis">{line.title ?? `#${line.record}`}</span>
            <Select
              aria-label={`${line.title ?? line.record} ${t("handover.to")}`}
              value={chosen.get(line.record)}
              placeholder={line.to}
              options={[
                ...people.map((person) => ({ value: person.id, label: person.title })),
                { value: STAYS, label: t("handover.stays") },
              ]}
              onChange={(to: number) => setChosen(new Map(chosen).set(line.record, to))}
            />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("handover.more")}
        </Button>
      )}
    </Modal>
  );
}
