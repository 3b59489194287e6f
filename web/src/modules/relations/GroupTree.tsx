/** The group of a customer as an indented tree with figures; branches fold. */
import "@/i18n/words/relations";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useMemo, useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useMeta } from "@/meta/hooks";
import { openForm } from "@/records/openForm";
import { formatBig } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, Tag } from "@/ui/parts";
import { forgetRelations, type Group, type GroupNode, groupQuery } from "./data";
import type { Self } from "./RelationDialog";

interface Row {
  key: string;
  node: GroupNode;
  depth: number;
}

/** Rows in the order of reading; what is folded hides what lies below. Any depth, no recursion. */
function rowsOf(root: GroupNode, folded: Set<string>): Row[] {
  const rows: Row[] = [];
  const stack: Row[] = [{ key: "0", node: root, depth: 0 }];
  for (let row = stack.pop(); row; row = stack.pop()) {
    rows.push(row);
    if (folded.has(row.key)) continue;
    const { key, node, depth } = row;
    for (let at = node.children.length - 1; at >= 0; at--) {
      stack.push({ key: `${key}.${at}`, node: node.children[at] as GroupNode, depth: depth + 1 });
    }
  }
  return rows;
}

/** Deeper levels are not indented further than this: the figure at the left says how deep. */
const MAX_INDENT = 12;

export default function GroupTree({ self }: { self: Self }) {
  const client = useQueryClient();
  const [measure, setMeasure] = useState<string>();
  const found = useQuery(groupQuery(self.id, measure));
  const [folded, setFolded] = useState(new Set<string>());
  const root = found.data?.root;
  const rows = useMemo(() => (root ? rowsOf(root, folded) : []), [root, folded]);
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  if (!root) return <Bones rows={6} />;
  const setParent = async (): Promise<void> => {
    if (await openForm({ entity: "customer", id: self.id })) await forgetRelations(client);
  };
  if (root.children.length === 0) {
    return (
      <Empty
        text={t("relations.groupAlone")}
        hint={t("relations.groupAloneHint")}
        action={<Button onClick={() => void setParent()}>{t("relations.setParent")}</Button>}
      />
    );
  }
  const fold = (key: string): void => {
    const next = new Set(folded);
    if (!next.delete(key)) next.add(key);
    setFolded(next);
  };
  return (
    <div className="group">
      <Sums node={root} group={found.data} onMeasure={setMeasure} />
      <ul className="group__tree" aria-label={t("relations.group")}>
        {rows.map(({ key, node, depth }) => (
          <li
            key={key}
            className={`group__row${node.self ? " is-self" : ""}`}
            style={{ paddingLeft: 8 + Math.min(depth, MAX_INDENT) * 20 }}
          >
            {node.children.length > 0 ? (
              <button
                type="button"
                className="group__fold"
                aria-expanded={!folded.has(key)}
                aria-label={node.title}
                onClick={() => fold(key)}
              >
                <Icon name={folded.has(key) ? "right" : "down"} size={12} />
              </button>
            ) : (
              <span className="group__fold" />
            )}
            {node.hidden ? (
              <span className="muted">{node.title}</span>
            ) : (
              <Link className="ellipsis" to="/r/$entity/$id" params={{ entity: "customer", id: String(node.id) }}>
                {node.title}
              </Link>
            )}
            {node.self && <Tag color="blue">{t("relations.self")}</Tag>}
            <Coded dictionary="customer_level" value={node.level} />
            <Coded dictionary="customer_status" value={node.status} />
            {node.children.length > 0 && (
              <span className="muted num group__count">
                {t("relations.companies", { n: node.sums.count })}
                {Number(node.sums.amount) > 0 && ` · ${formatBig(Number(node.sums.amount))}`}
              </span>
            )}
          </li>
        ))}
      </ul>
      {found.data?.truncated && (
        <p className="muted relations__note">{t("relations.groupCut", { n: found.data.limit })}</p>
      )}
    </div>
  );
}

function Coded({ dictionary, value }: { dictionary: string; value?: string }) {
  const choice = useMeta().dictionaries[dictionary]?.find((each) => each.value === value);
  return value ? <Tag color={choice?.color}>{choice?.label ?? value}</Tag> : null;
}

/** The whole group in one line: companies, a sum that one chooses, by level and by status. */
function Sums(props: { node: GroupNode; group: Group | undefined; onMeasure: (name: string) => void }) {
  const { sums } = props.node;
  const measures = props.group?.measures ?? [];
  const measure = measures.find((one) => one.name === props.group?.measure);
  const total = `${measure?.type === "money" ? "¥" : ""}${formatBig(Number(sums.amount))}`;
  return (
    <div className="group__sums">
      <strong className="num">{t("relations.companies", { n: sums.count })}</strong>
      {measure && sums.amount !== undefined && (
        <span className="row">
          {measures.length > 1 ? (
            <Select
              size="small"
              variant="filled"
              popupMatchSelectWidth={false}
              aria-label={t("relations.measure")}
              value={measure.name}
              options={measures.map((one) => ({ value: one.name, label: one.label }))}
              onChange={props.onMeasure}
            />
          ) : (
            <span className="muted">{measure.label}</span>
          )}
          <strong className="num">{t("relations.total", { n: total })}</strong>
        </span>
      )}
      {sums.level && <Counts label={t("relations.byLevel")} dictionary="customer_level" counts={sums.level} />}
      {sums.status && <Counts label={t("relations.byStatus")} dictionary="customer_status" counts={sums.status} />}
    </div>
  );
}

function Counts(props: { label: string; dictionary: string; counts: Record<string, number> }) {
  const choices = useMeta().dictionaries[props.dictionary] ?? [];
  return (
    <span className="group__counts">
      <span className="muted">{props.label}</span>
      {Object.entries(props.counts).map(([value, count]) => {
        const choice = choices.find((each) => each.value === value);
        return (
          <Tag key={value} color={choice?.color}>
            {choice?.label ?? (value || t("relations.none"))} {count}
          </Tag>
        );
      })}
    </span>
  );
}
