import { Button, Modal } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import type { BulkResult } from "../data";

/** Which rows were refused, and why. */
export default function BulkOutcome(props: {
  results: BulkResult[];
  titles: Map<number, string>;
  onClose: () => void;
}) {
  const failed = props.results.filter((result) => !result.ok);
  return (
    <Modal
      open
      title={t("bulk.partly", { ok: props.results.length - failed.length, bad: failed.length })}
      onCancel={props.onClose}
      footer={<Button onClick={props.onClose}>{t("common.close")}</Button>}
    >
      <ul className="outcome">
        {failed.map((result) => (
          <li key={result.id}>
            <span className="ellipsis">{props.titles.get(result.id) ?? `#${result.id}`}</span>
            <span className="outcome__why">{result.problem?.detail || result.problem?.title}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
