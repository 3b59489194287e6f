/** The first tiles of the dashboard that one begins with, on the home page. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { get } from "@/api/client";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import type { Dashboard } from "./data";
import { Tiles } from "./Tiles";

const TILES = 4;
const NOTHING = {};

export default function HomePanel() {
  const first = useQuery({
    queryKey: ["dashboards", "first"],
    queryFn: ({ signal }) => get<{ dashboard: Dashboard | null }>("dashboard/first", {}, signal),
    staleTime: 5 * 60_000,
    retry: false,
  });
  const board = first.data?.dashboard;
  if (!board || board.tiles.length === 0) return null;
  return (
    <section className="home-board" aria-label={board.name}>
      <header className="home-board__head">
        <h2>{board.name}</h2>
        <Link to={"/dashboards" as never}>{t("reports.openBoard")}</Link>
      </header>
      <Tiles board={board} narrowing={NOTHING} first={TILES} />
    </section>
  );
}
