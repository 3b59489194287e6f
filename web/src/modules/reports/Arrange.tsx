/** Arranging the tiles of a dashboard: drag by the grip, pull at the corner, or use the arrow keys on either. */
import { useRef, useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { useIsPhone } from "@/ui/hooks";
import type { Tile } from "./data";
import { COLUMNS, inOrder, placed } from "./grid";
import { TileEdit } from "./TileBox";

const ROW = 76;
const GAP = 12;

interface Held {
  id: string;
  kind: "move" | "size";
  x: number;
  y: number;
  from: Tile;
  tiles: Tile[];
}

export const tileStyle = (tile: Tile): React.CSSProperties => ({
  gridColumn: `${tile.x + 1} / span ${tile.w}`,
  gridRow: `${tile.y + 1} / span ${tile.h}`,
});

export function Arrange({ tiles, onChange }: { tiles: Tile[]; onChange: (tiles: Tile[]) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const phone = useIsPhone();
  const grab = (event: React.PointerEvent, kind: Held["kind"], tile: Tile): void => {
    if (phone) return;
    event.preventDefault();
    box.current?.setPointerCapture(event.pointerId);
    setHeld({ id: tile.id, kind, x: event.clientX, y: event.clientY, from: tile, tiles });
  };
  const move = (event: React.PointerEvent): void => {
    if (!held || !box.current) return;
    const column = (box.current.clientWidth + GAP) / COLUMNS;
    const dx = Math.round((event.clientX - held.x) / column);
    const dy = Math.round((event.clientY - held.y) / (ROW + GAP));
    const { from } = held;
    const change = held.kind === "move" ? { x: from.x + dx, y: from.y + dy } : { w: from.w + dx, h: from.h + dy };
    onChange(placed(held.tiles, held.id, change));
  };
  const step = (tile: Tile, change: Partial<Tile>): void => onChange(placed(tiles, tile.id, change));
  return (
    <div
      ref={box}
      className="tiles tiles--edit"
      onPointerMove={move}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
    >
      <p className="sr-only" role="status">
        {held ? t("reports.arranging") : ""}
      </p>
      {inOrder(tiles).map((tile) => (
        <div key={tile.id} className="tiles__place" style={tileStyle(tile)}>
          <TileEdit
            tile={tile}
            dragging={held?.id === tile.id}
            grab={(event, kind) => grab(event, kind, tile)}
            onMove={(dx, dy) => step(tile, { x: tile.x + dx, y: tile.y + dy })}
            onSize={(dw, dh) => step(tile, { w: tile.w + dw, h: tile.h + dh })}
            onRemove={() => onChange(tiles.filter((one) => one.id !== tile.id))}
            onName={(title) => onChange(tiles.map((one) => (one.id === tile.id ? { ...one, title } : one)))}
          />
        </div>
      ))}
    </div>
  );
}
