/** The graph around a party: expand, filter by kind, find a way, see hints; the same as lines of text for the keyboard and
 * the phone. */
import "@/i18n/words/relations";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { clear } from "@/ui/clear";
import { useIsPhone } from "@/ui/hooks";
import { Bones, Empty, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type Graph, type GraphEdge, type GraphNode, graphQuery, relationsQuery, type Step } from "./data";
import { GraphLines } from "./GraphLines";
import { Hints } from "./Hints";
import { PathPanel } from "./PathPanel";
import type { Self } from "./RelationDialog";

const Canvas = lazy(() => import("./Canvas"));
const FIXED = [
  ["parent", "relations.parent"],
  ["work", "relations.workEdge"],
  ["superior", "relations.superior"],
] as const;

/** What was loaded at first and what was expanded since, each node and line once. */
function merged(first: Graph | undefined, more: Graph[]): { nodes: GraphNode[]; edges: GraphEdge[] } {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  for (const graph of first ? [first, ...more] : []) {
    for (const node of graph.nodes) if (!nodes.has(node.key)) nodes.set(node.key, node);
    for (const edge of graph.edges) edges.set(edge.key, edge);
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

export default function GraphView({ self }: { self: Self }) {
  const phone = useIsPhone();
  const client = useQueryClient();
  const [depth, setDepth] = useState(1);
  const [types, setTypes] = useState<string[]>([]);
  const [more, setMore] = useState<Graph[]>([]);
  const [asList, setAsList] = useState(phone);
  const [way, setWay] = useState<Step[]>([]);
  const kinds = useQuery(relationsQuery(self.kind, self.id)).data?.kinds ?? [];
  const words = types.join(",");
  const found = useQuery(graphQuery(self.kind, self.id, depth, words));
  const { nodes, edges } = useMemo(() => merged(found.data, more), [found.data, more]);
  const onWay = useMemo(() => new Set(way.map((step) => `${step.kind}:${step.id}`)), [way]);

  const expand = async (node: GraphNode): Promise<void> => {
    try {
      const around = await client.fetchQuery(graphQuery(node.kind, node.id, 1, words));
      const fresh = around.nodes.filter((each) => !nodes.some((one) => one.key === each.key)).length;
      setMore((old) => [...old, around]);
      toast(t("relations.expanded", { n: fresh }));
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const change = (act: () => void): void => {
    setMore([]);
    act();
  };
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  const options = [
    ...FIXED.map(([value, word]) => ({ value: value as string, label: t(word) })),
    ...kinds
      .filter((kind) => !kind.in_parent)
      .map((kind) => ({
        value: String(kind.id),
        label: kind.symmetric ? kind.name : `${kind.name} / ${kind.back_name}`,
      })),
  ];
  return (
    <div className="graph">
      <div className="graph__main">
        <div className="graph__bar">
          <Select<string[]>
            mode="multiple"
            className="graph__kinds"
            value={types}
            options={options}
            onChange={(next) => change(() => setTypes(next))}
            placeholder={t("relations.kinds")}
            aria-label={t("relations.kinds")}
            maxTagCount="responsive"
            showSearch={{ optionFilterProp: "label" }}
            allowClear={clear()}
          />
          <Select<number>
            value={depth}
            options={[1, 2, 3].map((n) => ({ value: n, label: `${t("relations.depth")} ${n}` }))}
            onChange={(next) => change(() => setDepth(next))}
            aria-label={t("relations.depth")}
          />
          <button
            type="button"
            className="switch__item graph__toggle"
            aria-pressed={asList}
            onClick={() => setAsList(!asList)}
          >
            {t("relations.asList")}
          </button>
        </div>
        {!found.data && <Bones rows={8} />}
        {found.data && nodes.length <= 1 && <Empty text={t("relations.nobody")} hint={t("relations.nobodyHint")} />}
        {found.data && nodes.length > 1 && asList && <GraphLines nodes={nodes} edges={edges} onExpand={expand} />}
        {found.data && nodes.length > 1 && !asList && (
          <Suspense fallback={<Bones rows={8} />}>
            <Canvas root={found.data.root} nodes={nodes} edges={edges} onWay={onWay} onExpand={expand} />
          </Suspense>
        )}
        {found.data?.truncated && (
          <p className="muted relations__note">{t("relations.truncated", { n: found.data.limit })}</p>
        )}
      </div>
      <aside className="graph__side">
        <PathPanel self={self} onWay={setWay} />
        <Hints self={self} />
      </aside>
    </div>
  );
}
