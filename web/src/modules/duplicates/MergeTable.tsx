/** Fields × records with one value picked per line; on a phone one block per field. */
import type { EntityMeta, FieldMeta, Rec } from "@/api/types";
import { isEmpty } from "@/fields/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import "@/i18n/words/merging";
import { fieldMap } from "@/meta/hooks";
import { formatMoment } from "@/ui/format";
import { ScrollX, Tag } from "@/ui/parts";
import type { Preview, PreviewField } from "./api";

type Source = PreviewField["source"];

interface Props {
  meta: EntityMeta;
  preview: Preview;
  winner: number;
  onWinner: (id: number) => void;
  sources: Record<string, Source>;
  onPick: (name: string, source: Source) => void;
  onlyDiffering: boolean;
}

export function MergeTable(props: Props) {
  const { meta, preview, winner, sources } = props;
  const fields = fieldMap(meta);
  // The columns keep their places when another record becomes the master.
  const records = [...preview.records].sort((a, b) => a.id - b.id);
  const lines = preview.fields.filter(
    (field) => !props.onlyDiffering || field.conflict || field.source !== winner || sources[field.name] !== winner,
  );
  return (
    <ScrollX label={t("merging.compare")}>
      <table className="plain-table merge" style={{ "--sides": records.length } as React.CSSProperties}>
        <thead>
          <tr>
            <th className="merge__field">{t("merging.master")}</th>
            {records.map((record) => (
              <th key={record.id} className={record.id === winner ? "is-master" : ""}>
                <label className="merge__head">
                  <input
                    type="radio"
                    name="merge-master"
                    checked={record.id === winner}
                    onChange={() => props.onWinner(record.id)}
                  />
                  <span className="merge__name">{String(record[meta.title] ?? `#${record.id}`)}</span>
                  {record.id === winner && <Tag color="blue">{t("merging.masterShort")}</Tag>}
                </label>
                <p className="merge__facts">
                  <Whose record={record} />
                  <span className="num">{t("merging.updated", { when: formatMoment(String(record.updated_at)) })}</span>
                </p>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.name} className={line.conflict ? "is-differing" : ""}>
              <th scope="row" className="merge__field">
                {line.label}
                {line.several && line.conflict && (
                  <Pick line={line} source="all" chosen={sources[line.name] === "all"} onPick={props.onPick}>
                    {t("merging.all")}
                  </Pick>
                )}
              </th>
              {records.map((record) => (
                <td key={record.id} className={sources[line.name] === record.id ? "is-picked" : ""}>
                  <Pick line={line} source={record.id} chosen={sources[line.name] === record.id} onPick={props.onPick}>
                    <Shown record={record} field={fields.get(line.name)} />
                  </Pick>
                </td>
              ))}
            </tr>
          ))}
          {lines.length === 0 && (
            <tr>
              <td colSpan={records.length + 1} className="muted">
                {t("merging.noDifference")}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Pick(props: {
  line: PreviewField;
  source: Source;
  chosen: boolean;
  onPick: (name: string, source: Source) => void;
  children: React.ReactNode;
}) {
  const { line, source } = props;
  return (
    <label className="conflict__option">
      <input
        type="radio"
        name={`merge-${line.name}`}
        aria-label={`${line.label} ${source === "all" ? t("merging.all") : `#${source}`}`}
        checked={props.chosen}
        disabled={!line.editable}
        onChange={() => props.onPick(line.name, source)}
      />
      <span className="merge__value">{props.children}</span>
    </label>
  );
}

function Shown({ record, field }: { record: Rec; field: FieldMeta | undefined }) {
  if (!field || isEmpty(record[field.name])) return <span className="muted">{t("common.blank")}</span>;
  return <Value record={record} field={field} mode="full" />;
}

function Whose({ record }: { record: Rec }) {
  const held = (record.owner ?? record.pool) as { title?: string } | null | undefined;
  return held?.title ? <span>{held.title} · </span> : null;
}
