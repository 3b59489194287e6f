/** The segments that one may use: whom they hold, how they grow, where they are used. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { lazy, useState } from "react";
import { del, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/listBar";
import "@/i18n/words/segments";
import { may, useEntity, useMeta } from "@/meta/hooks";
import { countsQuery } from "@/records/data";
import { ConditionWords } from "@/records/list/ConditionField";
import { ask, openDialog } from "@/ui/dialogs";
import { formatAgo, formatCount, formatDecimal } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, IconButton, PageHead, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { holds, type Segment, segmentsQuery } from "./data";
import { Spark } from "./Spark";

const SegmentEditor = lazy(() => import("./SegmentEditor"));

function Size({ segment, mine }: { segment: Segment; mine?: { count: number; capped: boolean } }) {
  const first = segment.trend[0];
  const last = segment.trend.at(-1);
  return (
    <div className="segment__size">
      <strong className="num">
        {segment.mine && segment.size !== null
          ? t("segments.members", { n: formatDecimal(segment.size) })
          : mine && t("segments.membersMine", { n: formatCount(mine) })}
      </strong>
      {first && last && (
        <Spark
          values={segment.trend.map((day) => day.size)}
          label={t("segments.trend", { from: first.size, to: last.size })}
        />
      )}
      {segment.counted_at && !segment.problem && (
        <span className="muted">{t("segments.counted", { when: formatAgo(segment.counted_at) })}</span>
      )}
    </div>
  );
}

function Row(props: {
  meta: EntityMeta;
  segment: Segment;
  count?: { count: number; capped: boolean };
  onEdit: () => void;
  onCount: () => void;
  onDelete: () => void;
}) {
  const { segment } = props;
  return (
    <li className="segment">
      <div className="segment__text">
        <div className="row row--wrap">
          <Link
            className="segment__name"
            to="/r/$entity"
            params={{ entity: segment.entity }}
            search={{ f: holds(segment.id) } as never}
          >
            {segment.name}
          </Link>
          <Tag color={segment.shared ? "blue" : null}>
            {segment.shared ? t("segments.sharedBy", { name: segment.owner.title ?? "" }) : t("segments.private")}
          </Tag>
          {segment.problem && (
            <Tag color="red">
              {segment.problem === "inactive_account"
                ? t("segments.ownerGone")
                : t("segments.problem", { code: segment.problem })}
            </Tag>
          )}
        </div>
        {segment.description && <p>{segment.description}</p>}
        <p className="muted segment__words">
          <ConditionWords meta={props.meta} condition={segment.condition} />
        </p>
      </div>
      <Size segment={segment} mine={props.count} />
      <span className="row segment__acts">
        {segment.mine && <IconButton icon="refresh" label={t("segments.recount")} onClick={props.onCount} />}
        {segment.can_change && <IconButton icon="edit" label={t("segments.edit")} onClick={props.onEdit} />}
        {segment.can_change && <IconButton icon="trash" label={t("segments.delete")} onClick={props.onDelete} />}
      </span>
    </li>
  );
}

export default function SegmentsPage() {
  useTitle(t("nav.segments"));
  const all = useMeta();
  const client = useQueryClient();
  const [key, setKey] = useState("customer");
  const meta = useEntity(key).data;
  const list = useQuery(segmentsQuery(key));
  const foreign = Object.fromEntries(
    (list.data ?? []).filter((one) => !one.mine).map((one) => [String(one.id), holds(one.id)]),
  );
  const counts = useQuery({ ...countsQuery(key, foreign, false), enabled: Object.keys(foreign).length > 0 }).data;
  const kinds = all.entities.filter((one) => one.menu && may(one.can, "view"));
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ["segments"] });
  const edit = async (segment?: Segment): Promise<void> => {
    if (!meta) return;
    const saved = await openDialog<Segment>((close) => <SegmentEditor meta={meta} segment={segment} onClose={close} />);
    if (!saved) return;
    await again();
    toast(t("segments.saved"), { kind: "good" });
  };
  const act = async (work: () => Promise<unknown>, done?: string): Promise<void> => {
    try {
      await work();
      if (done) toast(done, { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await again();
  };
  const remove = async (segment: Segment): Promise<void> => {
    const sure = await ask({
      title: t("segments.deleteAsk", { name: segment.name }),
      text: t("segments.deleteText"),
      ok: t("segments.delete"),
      danger: true,
    });
    if (sure) await act(() => del(`segment/${segment.id}`), t("segments.deleted"));
  };
  return (
    <div className="page">
      <PageHead
        title={t("nav.segments")}
        extra={
          <>
            <Select
              aria-label={t("segments.entity")}
              value={key}
              style={{ width: 130 }}
              options={kinds.map((one) => ({ value: one.key, label: one.label }))}
              onChange={setKey}
            />
            <Button type="primary" icon={<Icon name="plus" size={14} />} disabled={!meta} onClick={() => void edit()}>
              {t("segments.new")}
            </Button>
          </>
        }
      >
        <span className="muted">{t("segments.hint")}</span>
      </PageHead>
      <div className="panel">
        {list.isPending && <Bones rows={6} />}
        {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <Empty
            text={t("segments.none")}
            hint={t("segments.noneHint")}
            action={<Button onClick={() => void edit()}>{t("segments.new")}</Button>}
          />
        )}
        {meta && list.data && list.data.length > 0 && (
          <ul className="segments">
            {list.data.map((segment) => (
              <Row
                key={segment.id}
                meta={meta}
                segment={segment}
                count={counts?.[String(segment.id)]}
                onEdit={() => void edit(segment)}
                onCount={() => void act(() => post(`segment/${segment.id}/count`))}
                onDelete={() => void remove(segment)}
              />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
