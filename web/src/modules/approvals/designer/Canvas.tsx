/** The flow as cards from top to bottom: a plus between two nodes, the ways of a branch side by side. */
import { Dropdown } from "antd";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import { ConditionWords } from "@/records/list/ConditionField";
import { Icon, type IconName } from "@/ui/Icon";
import { IconButton, ScrollX } from "@/ui/parts";
import {
  addColumn,
  type Branch,
  type Column,
  type Finding,
  type Flow,
  fresh,
  insert,
  move,
  type Node,
  remove,
  removeColumn,
} from "./flow";
import { type Known, nodeText } from "./words";

interface Props {
  flow: Flow;
  meta: EntityMeta;
  known: Known;
  findings: Finding[];
  onChange: (flow: Flow) => void;
  /** Opens the drawer of a node or of a column. */
  onEdit: (key: string) => void;
}

const ICON: Record<Node["type"], IconName> = { approve: "user", cc: "copy", branch: "org", end: "close" };

export function Canvas(props: Props) {
  return (
    <ScrollX label={t("flows.canvas")}>
      <div className="flow-chart">
        <div className="flow__end">
          <Icon name="send" size={14} /> {t("flows.start")}
        </div>
        <Row {...props} nodes={props.flow.nodes} row="" />
        <div className="flow__end">
          <Icon name="check" size={14} /> {t("flows.finish")}
        </div>
      </div>
    </ScrollX>
  );
}

function Row(props: Props & { nodes: Node[]; row: string }) {
  const { nodes, row } = props;
  return (
    <>
      <Plus {...props} at={0} />
      {nodes.map((node, at) => (
        <div key={node.key} className="flow__row">
          {node.type === "branch" ? (
            <Ways {...props} branch={node} at={at} last={at === nodes.length - 1} />
          ) : (
            <Card {...props} node={node} at={at} last={at === nodes.length - 1} />
          )}
          <Plus {...props} row={row} at={at + 1} />
        </div>
      ))}
    </>
  );
}

function Plus({ flow, row, at, onChange, onEdit }: Props & { row: string; at: number }) {
  const add = (type: Node["type"]): void => {
    const node = fresh(flow, type, {
      name: t(`flows.new_${type}`),
      rest: t("flows.restWay"),
      way: t("flows.wayN", { n: 1 }),
    });
    onChange(insert(flow, row, at, node));
    if (type === "approve" || type === "cc") onEdit(node.key);
  };
  return (
    <div className="flow__plus">
      <Dropdown
        trigger={["click"]}
        menu={{
          items: (["approve", "cc", "branch", "end"] as const).map((type) => ({
            key: type,
            label: t(`flows.add_${type}`),
            icon: <Icon name={ICON[type]} size={14} />,
            onClick: () => add(type),
          })),
        }}
      >
        <button type="button" className="flow__add" aria-label={t("flows.addHere")}>
          <Icon name="plus" size={14} />
        </button>
      </Dropdown>
    </div>
  );
}

function Problems({ findings, node }: { findings: Finding[]; node: string }) {
  const own = findings.filter((one) => one.node === node);
  if (own.length === 0) return null;
  return (
    <ul className="flow__problems">
      {own.map((one) => (
        <li key={one.code} className={`flow__problem flow__problem--${one.level}`}>
          <Icon name="warning" size={12} /> {one.message}
        </li>
      ))}
    </ul>
  );
}

function Tools({ flow, node, at, last, onChange }: Props & { node: Node; at: number; last: boolean }) {
  return (
    <span className="flow__tools">
      {at > 0 && (
        <IconButton
          icon="up"
          size="small"
          label={t("flows.up", { name: node.name })}
          onClick={() => onChange(move(flow, node.key, -1))}
        />
      )}
      {!last && (
        <IconButton
          icon="down"
          size="small"
          label={t("flows.down", { name: node.name })}
          onClick={() => onChange(move(flow, node.key, 1))}
        />
      )}
      <IconButton
        icon="trash"
        size="small"
        label={t("flows.remove", { name: node.name })}
        onClick={() => onChange(remove(flow, node.key))}
      />
    </span>
  );
}

function Card(props: Props & { node: Exclude<Node, Branch>; at: number; last: boolean }) {
  const { node, findings } = props;
  const wrong = findings.some((one) => one.node === node.key && one.level === "error");
  const text = node.type === "end" ? null : nodeText(node, props.known);
  return (
    <div className={`flow__card flow__card--${node.type}${wrong ? " is-wrong" : ""}`}>
      <div className="flow__cardhead">
        <Icon name={ICON[node.type]} size={14} />
        <span className="grow ellipsis">{node.name || t(`flows.new_${node.type}`)}</span>
        <Tools {...props} />
      </div>
      <button type="button" className="flow__cardbody" onClick={() => props.onEdit(node.key)}>
        {node.type === "end" ? (
          <span>{t(`flows.out_${node.outcome}`)}</span>
        ) : (
          <>
            <span className={text?.who ? undefined : "muted"}>{text?.who || t("flows.nobodyYet")}</span>
            {text?.how && <span className="muted">{text.how}</span>}
          </>
        )}
      </button>
      <Problems findings={findings} node={node.key} />
    </div>
  );
}

function Ways(props: Props & { branch: Branch; at: number; last: boolean }) {
  const { branch, flow } = props;
  const wrong = props.findings.some((one) => one.node === branch.key && one.level === "error");
  return (
    <div className="flow__branch">
      <div className={`flow__branchhead${wrong ? " is-wrong" : ""}`}>
        <button
          type="button"
          className="flow__way"
          onClick={() => props.onChange(addColumn(flow, branch, t("flows.wayN", { n: branch.columns.length })))}
        >
          <Icon name="plus" size={12} /> {t("flows.addWay")}
        </button>
        <Tools {...props} node={branch} />
      </div>
      <Problems findings={props.findings} node={branch.key} />
      <div className="flow__ways">
        {branch.columns.map((column) => (
          <Way key={column.key} {...props} column={column} />
        ))}
      </div>
    </div>
  );
}

function Way(props: Props & { branch: Branch; column: Column }) {
  const { column, branch, flow, meta } = props;
  const wrong = props.findings.some((one) => one.node === column.key && one.level === "error");
  const empty = column.when !== null && "and" in column.when && column.when.and.length === 0;
  return (
    <div className="flow__column">
      <div className={`flow__card flow__card--way${wrong ? " is-wrong" : ""}`}>
        <div className="flow__cardhead">
          <Icon name="filter" size={14} />
          <span className="grow ellipsis">{column.name}</span>
          <span className="flow__tools">
            <IconButton
              icon="close"
              size="small"
              label={t("flows.removeWay", { name: column.name })}
              onClick={() => props.onChange(removeColumn(flow, branch, column.key))}
            />
          </span>
        </div>
        <button type="button" className="flow__cardbody" onClick={() => props.onEdit(column.key)}>
          {column.when === null ? (
            <span className="muted">{t("flows.otherwise")}</span>
          ) : empty ? (
            <span className="muted">{t("flows.noCondition")}</span>
          ) : (
            <span>
              <ConditionWords meta={meta} condition={column.when} />
            </span>
          )}
        </button>
        <Problems findings={props.findings} node={column.key} />
      </div>
      <Row {...props} nodes={column.nodes} row={column.key} />
    </div>
  );
}
