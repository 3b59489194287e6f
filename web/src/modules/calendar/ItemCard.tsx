/** A thing of the calendar at a glance: what, when, with whom, who comes; from here it is opened, changed, removed. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Modal } from "antd";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec, Ref } from "@/api/types";
import { recurrenceText } from "@/fields/recurrence/rule";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { useMe } from "@/meta/hooks";
import { Icon } from "@/ui/Icon";
import { Dot, Person } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { COLOR } from "./colors";
import type { CardAct } from "./dialogs";
import type { Item } from "./types";
import { whenText } from "./words";

const ANSWERS = ["yes", "maybe", "no"] as const;

interface Answer {
  user: Ref;
  answer: (typeof ANSWERS)[number];
}

export default function ItemCard({ item, onClose }: { item: Item; onClose: (act: CardAct | null) => void }) {
  const navigate = useNavigate();
  const isMeeting = item.entity === "meeting";
  const record = useQuery({
    queryKey: ["records", "meeting", "one", String(item.id)],
    queryFn: ({ signal }) => get<Rec>(`meeting/${item.id}`, {}, signal),
    enabled: isMeeting,
  });
  const rule = recurrenceText(record.data?.rrule);
  const can = (record.data?._can ?? {}) as Record<string, boolean>;
  const close = (): void => onClose(null);
  const toRecord = (): void => {
    close();
    void navigate({ to: "/r/$entity/$id", params: { entity: item.entity, id: String(item.id) } });
  };
  return (
    <Modal
      open
      width={440}
      mask={{ closable: true }}
      title={item.title || t(`calendar.kind_${item.kind}`)}
      footer={null}
      onCancel={close}
    >
      <div className="stack">
        <Dot color={COLOR[item.kind]}>
          {t(`calendar.kind_${item.kind}`)}
          {item.done && ` · ${t("calendar.done")}`}
        </Dot>
        <p className="cal-card__line">
          <Icon name="clock" /> <span className="num">{whenText(item)}</span>
        </p>
        {rule && (
          <p className="cal-card__line">
            <Icon name="refresh" /> {rule}
          </p>
        )}
        {item.location && (
          <p className="cal-card__line">
            <Icon name="pin" /> {item.location}
          </p>
        )}
        {item.customer && (
          <p className="cal-card__line">
            <Icon name="team" />
            <Link to="/r/$entity/$id" params={{ entity: "customer", id: String(item.customer.id) }} onClick={close}>
              {item.customer.title}
            </Link>
          </p>
        )}
        {item.owner && <Person name={item.owner.title} />}
        {isMeeting && <Answers id={item.id} owner={item.owner?.id} />}
        <div className="row row--wrap">
          <Button onClick={toRecord}>{t("common.open")}</Button>
          {isMeeting && can.update && <Button onClick={() => onClose("edit")}>{t("common.edit")}</Button>}
          {!isMeeting && item.can_move && <Button onClick={() => onClose("edit")}>{t("common.edit")}</Button>}
          {isMeeting && can.delete && (
            <Button danger onClick={() => onClose("remove")}>
              {t("common.delete")}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

/** Who comes. Whoever is invited answers here; the server refuses everybody else. */
function Answers({ id, owner }: { id: number; owner: number | undefined }) {
  const me = useMe();
  const client = useQueryClient();
  const key = ["calendar", "answers", id];
  const answers = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<{ items: Answer[] }>(`calendar/meetings/${id}/answers`, {}, signal),
  });
  const invited = useQuery({
    queryKey: ["calendar", "invited", id],
    queryFn: async ({ signal }) =>
      (await post<{ items: unknown[] }>("meeting/search", { filter: invitedTo(id), fields: ["title"] }, { signal }))
        .items.length > 0,
  });
  const mine = answers.data?.items.find((one) => one.user.id === me.id)?.answer;
  const give = async (answer: Answer["answer"]): Promise<void> => {
    try {
      client.setQueryData(key, await post(`calendar/meetings/${id}/answers`, { answer }));
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const told = answers.data?.items ?? [];
  return (
    <div className="stack">
      {(invited.data || owner === me.id) && (
        <fieldset className="cal-answers" aria-label={t("calendar.comes")}>
          <span className="muted">{t("calendar.comes")}</span>
          {ANSWERS.map((answer) => (
            <button
              key={answer}
              type="button"
              className={`cal-answer${mine === answer ? " is-on" : ""}`}
              aria-pressed={mine === answer}
              onClick={() => void give(answer)}
            >
              {t(`calendar.answer_${answer}`)}
            </button>
          ))}
        </fieldset>
      )}
      {told.length > 0 && (
        <p className="muted">
          {ANSWERS.map((answer) => [answer, told.filter((one) => one.answer === answer)] as const)
            .filter(([, people]) => people.length > 0)
            .map(
              ([answer, people]) =>
                `${t(`calendar.answer_${answer}`)}${t("calendar.colon")}${people.map((one) => one.user.title).join(t("calendar.and"))}`,
            )
            .join(" · ")}
        </p>
      )}
    </div>
  );
}

const invitedTo = (id: number) => ({
  and: [
    { field: "id", op: "eq", value: id },
    { field: "$participating", op: "eq", value: true },
  ],
});
