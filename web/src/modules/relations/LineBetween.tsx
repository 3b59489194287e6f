/** A straight line from the rim of one box to the rim of another, so that its arrow can be seen. */
import { BaseEdge, type EdgeProps, getStraightPath } from "@xyflow/react";
import { NODE_HEIGHT, NODE_WIDTH } from "./layout";

const GAP = 3;

/** Where the line from the middle of a box towards a point leaves the box. */
function rim(x: number, y: number, towardsX: number, towardsY: number): [number, number] {
  const dx = towardsX - x;
  const dy = towardsY - y;
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : (NODE_WIDTH / 2 + GAP) / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : (NODE_HEIGHT / 2 + GAP) / Math.abs(dy),
    0.5,
  );
  return [x + dx * scale, y + dy * scale];
}

export function LineBetween(props: EdgeProps) {
  const [sourceX, sourceY] = rim(props.sourceX, props.sourceY, props.targetX, props.targetY);
  const [targetX, targetY] = rim(props.targetX, props.targetY, props.sourceX, props.sourceY);
  const [path, labelX, labelY] = getStraightPath({ sourceX, sourceY, targetX, targetY });
  return (
    <BaseEdge
      id={props.id}
      path={path}
      labelX={labelX}
      labelY={labelY}
      label={props.label}
      style={props.style}
      markerEnd={props.markerEnd}
      interactionWidth={0}
    />
  );
}
