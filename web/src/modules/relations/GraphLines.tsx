/** The graph in words: every party with the lines that leave it. */
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { t } from "@/i18n";
import { useMeta } from "@/meta/hooks";
import { Icon } from "@/ui/Icon";
import { Tag } from "@/ui/parts";
import type { GraphEdge, GraphNode } from "./data";

const DICTIONARY = { level: "customer_level", status: "customer_status", role: "contact_role" } as const;

/** Level and status of a customer, position and role of a contact. */
export function NodeFacts({ node }: { node: GraphNode }) {
  const meta = useMeta();
  const label = (name: keyof typeof DICTIONARY): string => {
    const value = node[name];
    if (!value) return "";
    return meta.dictionaries[DICTIONARY[name]]?.find((choice) => choice.value === value)?.label ?? value;
  };
  const facts = [label("level"), label("status"), node.job ?? "", label("role")].filter(Boolean);
  return <span className="graph-node__facts ellipsis muted">{facts.join(" · ")}</span>;
}

export function GraphLines(props: {
  nodes: GraphNode[];
  edges: GraphEdge[];
  onExpand: (node: GraphNode) => Promise<void>;
}) {
  const names = new Map(props.nodes.map((node) => [node.key, node]));
  const linesOf = (key: string): { edge: GraphEdge; other: GraphNode; label: string }[] =>
    props.edges.flatMap((edge) => {
      const other = names.get(edge.source === key ? edge.target : edge.source);
      if (!other || (edge.source !== key && edge.target !== key)) return [];
      // What the other is to this one.
      return [{ edge, other, label: edge.source === key ? edge.back : edge.label }];
    });
  return (
    <ul className="graph-lines" aria-label={t("relations.asList")}>
      {props.nodes.map((node) => (
        <li key={node.key} className="graph-lines__node">
          <div className="graph-lines__head">
            <Icon name={node.kind === "customer" ? "building" : "user"} size={14} />
            <Link to="/r/$entity/$id" params={{ entity: node.kind, id: String(node.id) }}>
              {node.title}
            </Link>
            <NodeFacts node={node} />
            <Button type="link" size="small" onClick={() => void props.onExpand(node)}>
              {t("relations.expand")}
            </Button>
          </div>
          <ul>
            {linesOf(node.key).map(({ edge, other, label }) => (
              <li key={edge.key} className={edge.ended ? "is-ended" : ""}>
                <Tag color={edge.color}>{label}</Tag> <span>{other.title}</span>
                {edge.ended && <span className="muted"> {t("relations.ended")}</span>}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
