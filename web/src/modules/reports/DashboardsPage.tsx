/** 仪表盘: the dashboards that one may use, the chosen one with its tiles, and arranging one's own. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { lazy, useState } from "react";
import { patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/ui/css/reports.css";
import { openDialog } from "@/ui/dialogs";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, PageHead } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import { Arrange } from "./Arrange";
import { BoardActs } from "./BoardActs";
import { DeptPick } from "./DeptPick";
import { type Boards, boardQuery, boardsQuery, type Dashboard, freeName, type Period, type Tile } from "./data";
import { added } from "./grid";
import { NameDialog } from "./NameDialog";
import { PeriodPick } from "./PeriodPick";
import { Tiles } from "./Tiles";

const AddTile = lazy(() => import("./AddTile"));

interface Search {
  open?: string | number;
  period?: Period;
  department?: number;
}

const stored = (tiles: Tile[]) =>
  tiles.map(({ id, x, y, w, h, title, report, template }) => ({
    id,
    x,
    y,
    w,
    h,
    ...(title ? { title } : {}),
    ...(report ? { report } : { template }),
  }));

const firstOf = (boards: Boards): string =>
  boards.first !== null ? String(boards.first) : boards.first_template || String(boards.items[0]?.id ?? "");

export default function DashboardsPage() {
  useTitle(t("nav.dashboards"));
  const navigate = useNavigate();
  const client = useQueryClient();
  const search = useSearch({ strict: false }) as Search;
  const boards = useQuery(boardsQuery);
  const which = search.open !== undefined ? String(search.open) : boards.data ? firstOf(boards.data) : "";
  const query = useQuery(boardQuery(which));
  const board = query.data;
  const [draft, setDraft] = useState<Tile[] | null>(null);
  const [busy, setBusy] = useState(false);
  useLeaveGuard(
    draft !== null && board !== undefined && JSON.stringify(stored(draft)) !== JSON.stringify(stored(board.tiles)),
  );
  const go = (change: Partial<Search>): void => {
    void navigate({ to: "/dashboards" as never, search: { ...search, ...change } as never });
  };
  const again = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ["dashboards"] });
  };
  const act = async (work: () => Promise<unknown>, done?: string): Promise<boolean> => {
    setBusy(true);
    try {
      await work();
      if (done) toast(done, { kind: "good" });
      await again();
      return true;
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const make = async (from?: Dashboard): Promise<void> => {
    const taken = (boards.data?.items ?? []).map((one) => one.name);
    const name = await openDialog<string>((close) => (
      <NameDialog
        title={t(from ? "reports.copyBoard" : "reports.newBoard")}
        value={from ? freeName(t("reports.copyOf", { name: from.name }), taken) : ""}
        onClose={close}
      />
    ));
    if (!name) return;
    await act(async () => {
      const tiles = from ? stored(from.tiles.filter((tile) => tile.definition)) : [];
      const made = await post<Dashboard>("dashboard", { name, tiles, period: from?.period ?? null });
      go({ open: made.id ?? undefined });
      setDraft(made.tiles);
    });
  };
  const save = async (): Promise<void> => {
    if (!board?.id || !draft) return;
    const saved = await act(
      () => patch(`dashboard/${board.id}`, { tiles: stored(draft), version: board.version }),
      t("reports.saved"),
    );
    if (saved) setDraft(null);
  };
  const add = async (): Promise<void> => {
    const tile = await openDialog<Omit<Tile, "id" | "x" | "y">>((close) => <AddTile onClose={close} />);
    if (tile && draft) setDraft(added(draft, tile));
  };
  const narrowing = { period: search.period ?? null, department: search.department ?? null };
  return (
    <div className="page">
      <PageHead
        title={board?.name ?? t("nav.dashboards")}
        extra={
          draft ? (
            <>
              <Button icon={<Icon name="plus" size={14} />} onClick={() => void add()}>
                {t("reports.addTile")}
              </Button>
              <Button onClick={() => setDraft(null)}>{t("common.cancel")}</Button>
              <Button type="primary" loading={busy} onClick={() => void save()}>
                {t("common.save")}
              </Button>
            </>
          ) : (
            board && (
              <BoardActs
                board={board}
                first={firstIs(boards.data, board)}
                make={make}
                act={act}
                arrange={() => setDraft(board.tiles)}
                narrowing={narrowing}
                gone={() => go({ open: undefined })}
              />
            )
          )
        }
      >
        {boards.data && !draft && <Picker boards={boards.data} value={which} onChange={(open) => go({ open })} />}
      </PageHead>
      {(boards.isError || query.isError) && (
        <Failure message={messageOf(boards.error ?? query.error)} onRetry={() => void boards.refetch()} />
      )}
      {(boards.isPending || (which !== "" && query.isPending)) && (
        <section className="panel">
          <Bones rows={8} />
        </section>
      )}
      {boards.data && which === "" && (
        <section className="panel">
          <Empty
            text={t("reports.noBoard")}
            hint={t("reports.noBoardHint")}
            action={
              <Button type="primary" onClick={() => void make()}>
                {t("reports.newBoard")}
              </Button>
            }
          />
        </section>
      )}
      {board && !draft && board.tiles.length > 0 && (
        <>
          <div className="row row--wrap board-bar">
            <PeriodPick
              value={search.period ?? null}
              none={t("reports.ownPeriods")}
              label={t("reports.period")}
              onChange={(period) => go({ period: period ?? undefined })}
            />
            <DeptPick
              value={search.department ?? null}
              onChange={(department) => go({ department: department ?? undefined })}
            />
          </div>
          <Tiles key={which} board={board} narrowing={narrowing} />
        </>
      )}
      {draft && draft.length > 0 && <Arrange tiles={draft} onChange={setDraft} />}
      {board && (draft ?? board.tiles).length === 0 && (
        <section className="panel">
          <Empty
            text={t("reports.noTiles")}
            hint={t("reports.noTilesHint")}
            action={
              board.can_change && (
                <Button type="primary" onClick={() => (draft ? void add() : setDraft([]))}>
                  {t(draft ? "reports.addTile" : "reports.arrange")}
                </Button>
              )
            }
          />
        </section>
      )}
    </div>
  );
}

const firstIs = (boards: Boards | undefined, board: Dashboard): boolean =>
  boards !== undefined && (board.id === null ? boards.first_template === board.key : boards.first === board.id);

function Picker({ boards, value, onChange }: { boards: Boards; value: string; onChange: (which: string) => void }) {
  const own = boards.items.map((one) => ({
    value: String(one.id),
    label: one.mine ? one.name : `${one.name} · ${one.owner.title}`,
  }));
  const made = boards.templates.map((one) => ({ value: one.key, label: one.name }));
  return (
    <Select
      aria-label={t("reports.whichBoard")}
      value={value || undefined}
      popupMatchSelectWidth={false}
      style={{ minWidth: 160 }}
      options={[
        ...(own.length > 0 ? [{ label: t("reports.mineAndShared"), options: own }] : []),
        { label: t("reports.builtIn"), options: made },
      ]}
      onChange={onChange}
    />
  );
}
