/** Hand a request on to somebody, or ask further people before or after oneself. */
import "@/i18n/words/approvals";
import { Input, Modal, Segmented } from "antd";
import { useId, useState } from "react";
import { type FormErrors, formErrors } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { Labelled } from "@/ui/Labelled";
import { send } from "./acts";
import type { Row } from "./data";
import { PeoplePicker } from "./PeoplePicker";

export default function PeopleDialog(props: {
  row: Row;
  verb: "transfer" | "add";
  onClose: (done: boolean | null) => void;
}) {
  const id = useId();
  const [people, setPeople] = useState<Ref[]>([]);
  const [place, setPlace] = useState<"before" | "after">("before");
  const [comment, setComment] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const one = props.verb === "transfer";
  const run = async (): Promise<void> => {
    setBusy(true);
    const ids = people.map((person) => person.id);
    try {
      await send(props.row.id, props.verb, {
        ...(one ? { to: ids[0] } : { people: ids, place }),
        comment: comment.trim(),
      });
      props.onClose(true);
    } catch (error) {
      setErrors(formErrors(error, ["to", "people", "comment"]));
      setBusy(false);
    }
  };
  const word = t(one ? "approvals.transfer" : "approvals.add");
  return (
    <Modal
      open
      width={460}
      title={`${word} · ${props.row.title}`}
      okText={word}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: people.length === 0 }}
      onOk={() => void run()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {!one && (
          <Segmented<"before" | "after">
            block
            aria-label={t("approvals.add")}
            value={place}
            options={[
              { value: "before", label: t("approvals.before") },
              { value: "after", label: t("approvals.after") },
            ]}
            onChange={setPlace}
          />
        )}
        {!one && <p className="muted">{t(place === "before" ? "approvals.beforeHint" : "approvals.afterHint")}</p>}
        <Labelled
          id={`${id}-people`}
          label={t(one ? "approvals.to" : "approvals.people")}
          required
          error={errors.fields.to ?? errors.fields.people}
        >
          <PeoplePicker
            id={`${id}-people`}
            label={t(one ? "approvals.to" : "approvals.people")}
            value={people}
            onChange={(next) => setPeople(one ? next.slice(-1) : next)}
          />
        </Labelled>
        <Labelled id={`${id}-comment`} label={t("approvals.note")}>
          <Input.TextArea
            id={`${id}-comment`}
            rows={2}
            maxLength={500}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </Labelled>
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
      </div>
    </Modal>
  );
}
