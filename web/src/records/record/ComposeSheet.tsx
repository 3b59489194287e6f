/** The same forms on a phone: a sheet from below that leaves the page where it was. */
import { Drawer } from "antd";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { Composers } from "./Composers";

export default function ComposeSheet(props: {
  meta: EntityMeta;
  record: Rec;
  start?: Readonly<Record<string, unknown>>;
  onClose: () => void;
}) {
  return (
    <Drawer
      open
      placement="bottom"
      size="auto"
      className="bottom-sheet"
      title={`${t("record.note")} · ${String(props.record[props.meta.title] ?? "")}`}
      onClose={props.onClose}
    >
      <Composers meta={props.meta} record={props.record} start={props.start} onDone={props.onClose} />
    </Drawer>
  );
}
