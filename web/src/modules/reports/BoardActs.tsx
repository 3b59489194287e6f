/** What one can do with a dashboard: take it away as a file or picture, send it, share it, arrange it. */
import { Button, Dropdown } from "antd";
import { lazy } from "react";
import { del, patch, put } from "@/api/client";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { ask, openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { type Dashboard, type Period, type Share, whichOf } from "./data";
import { download, pictureOf } from "./picture";
import { startPack } from "./work";

const ShareDialog = lazy(() => import("./ShareDialog"));
const ScheduleDialog = lazy(() => import("./ScheduleDialog"));
const SendDialog = lazy(() => import("./SendDialog"));

/** The dashboard that the month ends with, on the server. */
const MONTH_END = "month_end";

export function BoardActs(props: {
  board: Dashboard;
  first: boolean;
  narrowing: { period: Period | null; department: number | null };
  make: (from?: Dashboard) => Promise<void>;
  act: (work: () => Promise<unknown>, done?: string) => Promise<boolean>;
  arrange: () => void;
  gone: () => void;
}) {
  const { board, act } = props;
  const share = async (): Promise<void> => {
    const shares = await openDialog<Share[]>((close) => <ShareDialog kept={board} onClose={close} />);
    if (shares) await act(() => patch(`dashboard/${board.id}`, { shares }), t("reports.saved"));
  };
  const remove = async (): Promise<void> => {
    const sure = await ask({
      title: t("reports.deleteAsk", { name: board.name }),
      ok: t("common.delete"),
      danger: true,
    });
    if (sure && (await act(() => del(`dashboard/${board.id}`), t("reports.deleted")))) props.gone();
  };
  const about = { name: board.name, ...whichOf(board) };
  const lastMonth: Period = { unit: "month", from: -1, to: -1 };
  const items = [
    { key: "pack", label: t("reports.pack"), onClick: () => void startPack({ ...whichOf(board), ...props.narrowing }) },
    {
      key: "month",
      label: t("reports.monthPack"),
      onClick: () => void startPack({ template: MONTH_END, period: lastMonth }),
    },
    {
      key: "png",
      label: t("reports.boardPng"),
      onClick: () => {
        const tiles = document.querySelector<HTMLElement>(".tiles");
        if (tiles) download(pictureOf(tiles, board.name), board.name);
      },
    },
    { type: "divider" as const },
    {
      key: "now",
      label: t("reports.send"),
      onClick: () =>
        void openDialog<null>((close) => <SendDialog about={about} narrowing={props.narrowing} onClose={close} />),
    },
    {
      key: "monthSend",
      label: t("reports.monthSend"),
      onClick: () =>
        void openDialog<null>((close) => (
          <SendDialog
            about={{ name: t("reports.monthEnd"), template: MONTH_END }}
            narrowing={{ period: lastMonth }}
            onClose={close}
          />
        )),
    },
    {
      key: "send",
      label: t("reports.schedule"),
      onClick: () => void openDialog<null>((close) => <ScheduleDialog about={about} onClose={close} />),
    },
    { type: "divider" as const },
    ...(props.first
      ? []
      : [
          {
            key: "first",
            label: t("reports.makeFirst"),
            onClick: () => void act(() => put("dashboard/first", whichOf(board)), t("reports.saved")),
          },
        ]),
    { key: "copy", label: t("reports.copyBoard"), onClick: () => void props.make(board) },
    { key: "new", label: t("reports.newBoard"), onClick: () => void props.make() },
    ...(board.can_change
      ? [
          { key: "share", label: t("reports.share"), onClick: () => void share() },
          { key: "delete", danger: true, label: t("common.delete"), onClick: () => void remove() },
        ]
      : []),
  ];
  return (
    <>
      {board.can_change ? (
        <Button icon={<Icon name="edit" size={14} />} onClick={props.arrange}>
          {t("reports.arrange")}
        </Button>
      ) : (
        <Button onClick={() => void props.make(board)}>{t("reports.copyBoard")}</Button>
      )}
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button icon={<Icon name="more" size={14} />}>{t("common.more")}</Button>
      </Dropdown>
    </>
  );
}
