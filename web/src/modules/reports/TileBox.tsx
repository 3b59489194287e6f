/** One tile: its name, what can be done with it, and its answer or why there is none. */
import { Link } from "@tanstack/react-router";
import { Dropdown } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { Icon } from "@/ui/Icon";
import { Bones, IconButton } from "@/ui/parts";
import type { Tile, TileAnswer } from "./data";
import { Result, savePng, useResult } from "./Result";

export function TileBox(props: {
  tile: Tile;
  answer: TileAnswer | undefined;
  loading: boolean;
  exported?: () => void;
}) {
  const { tile, answer } = props;
  const result = useResult(answer?.result);
  const name = tile.name ?? "";
  const { handle } = result;
  const items = [
    ...(result.drawn
      ? [
          {
            key: "table",
            label: t(result.table ? "reports.showDrawing" : "reports.showData"),
            onClick: () => result.setTable(!result.table),
          },
        ]
      : []),
    ...(handle && !result.table ? [{ key: "png", label: t("reports.png"), onClick: () => savePng(handle, name) }] : []),
    ...(props.exported ? [{ key: "xlsx", label: t("reports.xlsx"), onClick: props.exported }] : []),
  ];
  return (
    <section className="panel tile" aria-label={name}>
      <header className="tile__head">
        <h2 className="ellipsis" title={name}>
          {tile.report ? (
            <Link to={`/reports/${tile.report}` as never} className="tile__name">
              {name}
            </Link>
          ) : (
            name
          )}
        </h2>
        {items.length > 0 && (
          <Dropdown menu={{ items }} trigger={["click"]}>
            <button type="button" className="icon-button is-small" aria-label={t("reports.tileMenu", { name })}>
              <Icon name="more" size={14} />
            </button>
          </Dropdown>
        )}
      </header>
      <div className={`tile__body${result.table ? " tile__body--scroll" : ""}`}>
        {!answer && props.loading && <Bones rows={3} />}
        {answer?.problem && <p className="tile__problem muted">{answer.problem.message || t("reports.noAnswer")}</p>}
        {answer?.result && (
          <Result answer={answer.result} name={name} table={result.table} onReady={result.setHandle} />
        )}
      </div>
    </section>
  );
}

/** A tile while the dashboard is being arranged: handles for the pointer, arrows for the keyboard. */
export function TileEdit(props: {
  tile: Tile;
  onMove: (dx: number, dy: number) => void;
  onSize: (dw: number, dh: number) => void;
  onRemove: () => void;
  onName: (name: string) => void;
  dragging: boolean;
  grab: (event: React.PointerEvent, kind: "move" | "size") => void;
}) {
  const name = props.tile.title || props.tile.name || "";
  const key = (event: React.KeyboardEvent, act: (x: number, y: number) => void): void => {
    const step: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const found = step[event.key];
    if (!found) return;
    event.preventDefault();
    act(...found);
  };
  return (
    <section className={`panel tile tile--edit${props.dragging ? " is-dragging" : ""}`} aria-label={name}>
      <header className="tile__head">
        <button
          type="button"
          className="tile__grip"
          aria-label={t("reports.move", { name })}
          title={t("reports.moveHint")}
          onPointerDown={(event) => props.grab(event, "move")}
          onKeyDown={(event) => key(event, props.onMove)}
        >
          <Icon name="menu" size={14} />
        </button>
        <input
          className="tile__title"
          aria-label={t("reports.tileTitle")}
          value={props.tile.title ?? ""}
          placeholder={props.tile.name}
          maxLength={60}
          onChange={(event) => props.onName(event.target.value)}
        />
        <IconButton icon="close" size="small" label={t("reports.removeTile", { name })} onClick={props.onRemove} />
      </header>
      <p className="tile__body muted">
        {props.tile.w} × {props.tile.h}
      </p>
      <button
        type="button"
        className="tile__corner"
        aria-label={t("reports.resize", { name })}
        title={t("reports.resizeHint")}
        onPointerDown={(event) => props.grab(event, "size")}
        onKeyDown={(event) => key(event, props.onSize)}
      />
    </section>
  );
}
