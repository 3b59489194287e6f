/** Other words and times for one meeting of a series, or for this one and those that follow. */
import { Button, DatePicker, Form, Input, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { momentPicked, nowShown, picked } from "@/ui/zoned";
import type { Edited, Item, Scope } from "./types";

const NAMES = ["title", "starts_at", "ends_at", "location"];
const shown = (moment: string): Dayjs => picked(moment) ?? nowShown();

export default function EditDialog({
  item,
  scope,
  onClose,
}: {
  item: Item;
  scope: Scope;
  onClose: (saved: Edited | null) => void;
}) {
  const [title, setTitle] = useState(item.title);
  const [location, setLocation] = useState(item.location);
  const [span, setSpan] = useState<[Dayjs, Dayjs]>([shown(item.starts_at), shown(item.ends_at)]);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const saved = await post<Edited>("calendar/change", {
        meeting: item.id,
        version: item.version,
        scope,
        occurrence: item.occurrence ?? undefined,
        title: title.trim(),
        // An empty text would be read as “unchanged”.
        location: location.trim() || undefined,
        starts_at: momentPicked(span[0]),
        ends_at: momentPicked(span[1]),
      });
      onClose(saved);
    } catch (error) {
      setErrors(formErrors(error, NAMES));
      setBusy(false);
    }
  };
  const times = errors.fields.starts_at ?? errors.fields.ends_at;
  return (
    <Modal
      open
      width={480}
      title={t("calendar.editTitle", { scope: t(`calendar.scope_${scope}`) })}
      onCancel={() => onClose(null)}
      footer={[
        <Button key="cancel" onClick={() => onClose(null)}>
          {t("common.cancel")}
        </Button>,
        <Button key="save" type="primary" loading={busy} disabled={!title.trim()} onClick={() => void save()}>
          {t("common.save")}
        </Button>,
      ]}
    >
      <Form layout="vertical">
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        <Form.Item
          label={t("calendar.title")}
          htmlFor="cal-title"
          validateStatus={errors.fields.title ? "error" : undefined}
          help={errors.fields.title}
        >
          <Input id="cal-title" value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("calendar.when")} validateStatus={times ? "error" : undefined} help={times}>
          <DatePicker.RangePicker
            className="full"
            aria-label={t("calendar.when")}
            showTime={{ format: "HH:mm", minuteStep: 5 }}
            format="YYYY-MM-DD HH:mm"
            allowClear={false}
            value={span}
            onChange={(next) => next?.[0] && next[1] && setSpan([next[0], next[1]])}
          />
        </Form.Item>
        <Form.Item
          label={t("calendar.place")}
          htmlFor="cal-place"
          validateStatus={errors.fields.location ? "error" : undefined}
          help={errors.fields.location}
        >
          <Input
            id="cal-place"
            value={location}
            maxLength={200}
            onChange={(event) => setLocation(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
