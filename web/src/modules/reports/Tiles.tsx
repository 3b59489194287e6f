/** The tiles of a dashboard with their answers: twelve columns, one on the phone. */
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/problem";
import { Failure } from "@/ui/parts";
import "@/ui/css/reports.css";
import { tileStyle } from "./Arrange";
import { type Dashboard, type Narrowing, tilesQuery } from "./data";
import { inOrder } from "./grid";
import { TileBox } from "./TileBox";
import { startPack } from "./work";

export function Tiles(props: {
  board: Dashboard;
  narrowing: Narrowing /** Only the first so many. */;
  first?: number;
}) {
  const { board, narrowing } = props;
  const shown = inOrder(board.tiles).slice(0, props.first ?? board.tiles.length);
  const query = useQuery(tilesQuery(board, narrowing, props.first ? shown.map((tile) => tile.id) : undefined));
  if (query.isError) return <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />;
  return (
    <div className="tiles">
      {shown.map((tile) => (
        <div key={tile.id} className={`tiles__place tiles__place--${Math.min(tile.h, 6)}`} style={tileStyle(tile)}>
          <TileBox
            tile={tile}
            answer={query.data?.get(tile.id)}
            loading={query.isPending}
            exported={
              tile.report || tile.template
                ? () =>
                    void startPack({
                      ...(tile.report ? { report: tile.report } : { template: tile.template ?? "" }),
                      ...narrowing,
                    })
                : undefined
            }
          />
        </div>
      ))}
    </div>
  );
}
