/** The drawing itself. It comes with the graph library and only when somebody looks at a graph. */
import "@xyflow/react/dist/style.css";
import "@/i18n/words/relations";
import { Link } from "@tanstack/react-router";
import {
  Background,
  type Edge,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from "@xyflow/react";
import { Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { useDark } from "@/ui/theme";
import type { GraphEdge, GraphNode } from "./data";
import { NodeFacts } from "./GraphLines";
import { LineBetween } from "./LineBetween";
import { NODE_HEIGHT, NODE_WIDTH, ringLayout } from "./layout";

type PartyNode = Node<{ party: GraphNode; root: boolean; lit: boolean }, "party">;

interface Props {
  root: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Keys of the nodes on the way that was found. */
  onWay: Set<string>;
  onExpand: (node: GraphNode) => Promise<void>;
}

function PartyBox({ data, selected }: NodeProps<PartyNode>) {
  const { party, root, lit } = data;
  const marks = `${root ? " is-root" : ""}${lit ? " is-lit" : ""}${selected ? " is-selected" : ""}`;
  return (
    <div className={`graph-node graph-node--${party.kind}${marks}`} style={{ width: NODE_WIDTH }}>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <span className="graph-node__title">
        <Icon name={party.kind === "customer" ? "building" : "user"} size={14} />
        <span className="ellipsis">{party.title}</span>
      </span>
      <NodeFacts node={party} />
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </div>
  );
}

/** Small enough to see much, never too small to read; beyond that one pans. */
const FIT = { padding: 0.08, minZoom: 0.5, maxZoom: 1.1 };
const TYPES = { party: PartyBox };
const LINES = { between: LineBetween };

function Drawing({ root, nodes, edges, onWay, onExpand }: Props) {
  const dark = useDark();
  const flow = useReactFlow();
  const [picked, setPicked] = useState<string | null>(null);
  const drawn = useMemo<PartyNode[]>(() => {
    const places = ringLayout(root, nodes, edges);
    return nodes.map((party) => ({
      id: party.key,
      type: "party",
      position: places.get(party.key) ?? { x: 0, y: 0 },
      data: { party, root: party.key === root, lit: onWay.has(party.key) },
      ariaLabel: party.title,
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
      origin: [0.5, 0.5],
      selected: party.key === picked,
    }));
  }, [root, nodes, edges, onWay, picked]);
  const lines = useMemo<Edge[]>(
    () =>
      edges.map((edge) => ({
        id: edge.key,
        source: edge.source,
        target: edge.target,
        type: "between",
        // The arrow runs from the one who is it to the one to whom.
        label: edge.kind === "work" ? edge.back : edge.label,
        ...(edge.kind !== "work" && edge.label !== edge.back && { markerEnd: { type: MarkerType.ArrowClosed } }),
        className: `graph-edge graph-edge--${edge.color}${edge.ended ? " is-ended" : ""}`,
        animated: onWay.has(edge.source) && onWay.has(edge.target),
        style: { strokeWidth: 1 + edge.strength / 4 },
        focusable: false,
      })),
    [edges, onWay],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another set of nodes is fitted into view anew
  useEffect(() => {
    requestAnimationFrame(() => void flow.fitView(FIT));
  }, [nodes.length, root]);
  const node = nodes.find((each) => each.key === picked);
  return (
    <div className="graph__canvas">
      <ReactFlow<PartyNode>
        nodes={drawn}
        edges={lines}
        nodeTypes={TYPES}
        edgeTypes={LINES}
        colorMode={dark ? "dark" : "light"}
        minZoom={0.2}
        maxZoom={2}
        nodesConnectable={false}
        nodesDraggable={false}
        elementsSelectable
        deleteKeyCode={null}
        onNodeClick={(_event, clicked) => setPicked(clicked.id)}
        onNodeDoubleClick={(_event, clicked) => void onExpand(clicked.data.party)}
        onNodesChange={(changes) => {
          for (const change of changes) if (change.type === "select" && change.selected) setPicked(change.id);
        }}
        onPaneClick={() => setPicked(null)}
        fitView
        fitViewOptions={FIT}
        proOptions={{ hideAttribution: true }}
        aria-label={t("relations.graph")}
      >
        <Background gap={24} />
      </ReactFlow>
      <div className="graph__zoom">
        <IconButton icon="plus" label={t("relations.zoomIn")} onClick={() => void flow.zoomIn()} />
        <IconButton icon="down" label={t("relations.zoomOut")} onClick={() => void flow.zoomOut()} />
        <IconButton icon="grid" label={t("relations.fit")} onClick={() => void flow.fitView({ padding: 0.12 })} />
      </div>
      {node && (
        <section className="graph__picked" aria-label={t("relations.selected")}>
          <strong className="ellipsis">{node.title}</strong>
          <NodeFacts node={node} />
          <span className="row">
            <Button size="small" onClick={() => void onExpand(node)}>
              {t("relations.expand")}
            </Button>
            <Link to="/r/$entity/$id" params={{ entity: node.kind, id: String(node.id) }}>
              {t("relations.open")}
            </Link>
          </span>
        </section>
      )}
    </div>
  );
}

export default function Canvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}
