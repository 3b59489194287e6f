/** A follow-up, visit or task in the timeline: how, with what result, what is next, and its pictures. */
import "@/i18n/words/activities";
import { Link } from "@tanstack/react-router";
import type { Choice, FileRef } from "@/api/types";
import { isFile } from "@/fields/file/Display";
import { FileList } from "@/fields/file/ManyDisplay";
import { t } from "@/i18n";
import { choicesOf, fieldMap, useEntity, useMeta } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { formatMoment } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Tag } from "@/ui/parts";
import { isSound, Voice } from "./Voice";

const SHOWN = ["kind", "state", "result", "priority"];

export default function Entry({ item }: SlotProps["timelineItem"]) {
  const meta = useEntity(item.kind).data;
  const known = useMeta();
  const data = item.data ?? {};
  const fields = meta ? fieldMap(meta) : new Map();
  const tags: Choice[] = SHOWN.flatMap((name) => {
    const field = fields.get(name);
    const value = data[name];
    if (!field || typeof value !== "string" || !value) return [];
    return choicesOf(field, known).find((choice) => choice.value === value) ?? { value, label: value };
  });
  const files: FileRef[] = Array.isArray(data.attachments) ? data.attachments.filter(isFile) : [];
  const next = typeof data.next_at === "string" ? data.next_at : null;
  const due = typeof data.due_at === "string" ? data.due_at : null;
  return (
    <div className="entry">
      <div className="row row--wrap">
        {tags.map((tag) => (
          <Tag key={tag.value} color={tag.color}>
            {tag.label}
          </Tag>
        ))}
        {data.effective === true && <span className="muted">{t("activities.effective")}</span>}
        {due && <span className="muted">{formatMoment(due)}</span>}
        {item.record_id && (
          <Link
            to="/r/$entity/$id"
            params={{ entity: item.kind, id: String(item.record_id) }}
            preload={false}
            aria-label={`${item.label ?? item.kind} ${item.record_id}`}
          >
            <Icon name="right" size={12} />
          </Link>
        )}
      </div>
      {next && (
        <p className="entry__next">
          <Icon name="clock" size={13} /> {t("activities.next")} {formatMoment(next)}
          {typeof data.next_content === "string" && data.next_content && ` · ${data.next_content}`}
        </p>
      )}
      <FileList files={files.filter((file) => !isSound(file))} />
      {files.filter(isSound).map((file) => (
        <Voice key={file.id} file={file} />
      ))}
    </div>
  );
}
