/** What waits for me, what I asked, decided and was told; several can be decided at once. */
import "@/i18n/words/approvals";
import "@/ui/css/approvals.css";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { formatAgo, formatMoment } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, PageHead, Tag } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { type Acts, type Refused, useActs } from "./acts";
import { BOXES, type Box, countsQuery, type Listed, type Row } from "./data";
import { FactLine, names, StateDot } from "./parts";

const PAGE = 30;
/** As many as the server decides in one call. */
const MAX_BATCH = 50;

const useRows = (box: Box) =>
  useInfiniteQuery({
    queryKey: ["approval", "list", box],
    queryFn: ({ pageParam, signal }) => get<Listed>("approval", { box, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 10_000,
  });

const countText = (count: number | undefined): string | undefined =>
  count ? (count >= 100 ? "99+" : String(count)) : undefined;

export default function InboxPage() {
  useTitle(t("nav.approvals"));
  const me = useMe();
  const acts = useActs();
  const [box, setBox] = useState<Box>("todo");
  const [marked, setMarked] = useState<number[]>([]);
  const counts = useQuery(countsQuery).data;
  const list = useRows(box);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [refused, setRefused] = useState<Refused>(new Map());
  const chosen = rows.filter((row) => row.to_decide && marked.includes(row.id));
  const mark = (id: number, on: boolean): void => setMarked(on ? [...marked, id] : marked.filter((one) => one !== id));
  const batch = async (approve: boolean): Promise<void> => {
    const found = await acts.batch(chosen.slice(0, MAX_BATCH), approve);
    if (!found) return;
    setRefused(found);
    setMarked([...found.keys(), ...chosen.slice(MAX_BATCH).map((row) => row.id)]);
  };
  const decidable = rows.filter((row) => row.to_decide);
  const gone = [...refused].filter(([, one]) => one.gone);
  return (
    <div className="page approvals-page">
      <PageHead
        title={t("nav.approvals")}
        extra={
          <>
            <Link to={"/approvals/deputies" as never}>{t("approvals.deputies")}</Link>
            {me.admin.includes("settings") && (
              <Link to={"/settings/approval-flows" as never}>{t("nav.approvalFlows")}</Link>
            )}
          </>
        }
      />
      <div className="panel">
        <Tabs
          label={t("nav.approvals")}
          active={box}
          onChange={(key) => {
            setBox(key as Box);
            setMarked([]);
            setRefused(new Map());
          }}
          items={BOXES.map((key) => ({
            key,
            label: t(`approvals.box_${key}`),
            count: countText(key === "todo" ? counts?.todo : key === "copied" ? counts?.copied : undefined),
          }))}
        />
        {box === "todo" && decidable.length > 1 && (
          <div className="approvals-batch">
            <label className="row">
              <input
                type="checkbox"
                className="check"
                checked={chosen.length > 0 && chosen.length === decidable.length}
                onChange={(event) => setMarked(event.target.checked ? decidable.map((row) => row.id) : [])}
              />
              {chosen.length > 0 ? t("approvals.marked", { n: chosen.length }) : t("approvals.markAll")}
            </label>
            {chosen.length > 0 && (
              <span className="row">
                <Button danger onClick={() => void batch(false)}>
                  {t("approvals.batchReject")}
                </Button>
                <Button type="primary" onClick={() => void batch(true)}>
                  {t("approvals.batchApprove")}
                </Button>
              </span>
            )}
          </div>
        )}
        {gone.length > 0 && (
          <ul className="notice notice--warn approvals-gone" role="alert">
            {gone.map(([id, one]) => (
              <li key={id}>
                {one.title}：{one.why}
              </li>
            ))}
          </ul>
        )}
        {list.isPending && <Bones rows={5} />}
        {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
        {list.data && rows.length === 0 && (
          <Empty text={t(`approvals.none_${box}`)} hint={box === "todo" ? t("approvals.noneHint") : undefined} />
        )}
        <ul className="approvals">
          {rows.map((row) => (
            <Item
              key={row.id}
              row={row}
              acts={acts}
              marked={box === "todo" && decidable.length > 1 ? chosen.includes(row) : undefined}
              refused={refused.get(row.id)?.why}
              onMark={(on) => mark(row.id, on)}
            />
          ))}
        </ul>
        {list.hasNextPage && (
          <div className="approvals-more">
            <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t("approvals.more")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function Item(props: {
  row: Row;
  acts: Acts;
  marked: boolean | undefined;
  /** Why the last decision of several left this one as it was. */
  refused: string | undefined;
  onMark: (on: boolean) => void;
}) {
  const { row, acts } = props;
  const late = row.due_at !== null && new Date(row.due_at) < new Date();
  return (
    <li className={row.unread ? "is-new" : undefined}>
      {props.marked !== undefined && (
        <label className="approvals-mark">
          <input
            type="checkbox"
            className="check"
            checked={props.marked}
            aria-label={t("approvals.mark", { title: row.title })}
            onChange={(event) => props.onMark(event.target.checked)}
          />
        </label>
      )}
      <div className="grow approvals-body">
        <div className="row row--wrap">
          <Link to={`/approvals/${row.id}` as never} className="approvals-title">
            {row.title}
          </Link>
          {!row.to_decide && <StateDot state={row.state} />}
          {row.in_place_of !== null && <Tag color="purple">{t("approvals.asDeputy")}</Tag>}
          {late && <Tag color="red">{t("approvals.late")}</Tag>}
        </div>
        <FactLine facts={row.facts} />
        {props.refused !== undefined && row.to_decide && (
          <p className="field__error" role="alert">
            {t("approvals.notDone", { why: props.refused })}
          </p>
        )}
        {row.comment && row.state !== "pending" && <p>{row.comment}</p>}
        <span className="muted">
          {row.kind_label} · {row.asked_by?.title ?? t("approvals.outside")}{" "}
          <time dateTime={row.asked_at} title={formatMoment(row.asked_at)}>
            {formatAgo(row.asked_at)}
          </time>
          {row.state === "pending" && row.waiting.length > 0 && !row.to_decide && (
            <> · {t("approvals.waitsFor", { step: row.step_name, people: names(row.waiting) })}</>
          )}
          {row.decided_by && row.decided_at && (
            <> · {t("approvals.decided", { name: row.decided_by.title, when: formatAgo(row.decided_at) })}</>
          )}
        </span>
      </div>
      {row.state === "pending" && row.mine && !row.to_decide && (
        <span className="row">
          {row.waiting.length > 0 && (
            <Button icon={<Icon name="bell" size={14} />} onClick={() => void acts.urge(row)}>
              {t("approvals.urge")}
            </Button>
          )}
          <Button onClick={() => void acts.withdraw(row)}>{t("approvals.withdraw")}</Button>
        </span>
      )}
      {row.to_decide && (
        <span className="row approvals-buttons">
          <Button danger onClick={() => void acts.reject(row)}>
            {t("approvals.reject")}
          </Button>
          <Button type="primary" onClick={() => void acts.approve(row)}>
            {t("approvals.approve")}
          </Button>
        </span>
      )}
    </li>
  );
}
