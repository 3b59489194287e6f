/** Planning visits: who is due, by region, and one step to put them into the coming days. */
import "@/i18n/words/activities";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import type { Condition, Rec, Ref } from "@/api/types";
import { regionText } from "@/fields/region/Display";
import { t } from "@/i18n";
import { entityInfo, may, regionsQuery, useMeta } from "@/meta/hooks";
import { listQuery, pagesQuery } from "@/records/data";
import { clear } from "@/ui/clear";
import { formatCount, formatMoment } from "@/ui/format";
import { useDebounced, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, NoPermission, PageHead, Tag } from "@/ui/parts";
import { PlanPlace } from "./PlanForm";
import { MINE, RANGES, type Range, whyText, within } from "./ranges";

const MAX_SHOWN = 100;
const FIELDS = ["name", "region", "address", "level", "last_follow_up_at", "next_follow_up_at"];

export default function PlanPage() {
  const known = useMeta();
  useTitle(t("activities.planTitle"));
  if (!may(entityInfo(known, "visit")?.can, "create") || !may(entityInfo(known, "customer")?.can, "view"))
    return <NoPermission />;
  return <Plan />;
}

function Plan() {
  const navigate = useNavigate();
  const [range, setRange] = useState<Range>("week");
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [words, setWords] = useState("");
  const customers = useInfiniteQuery({
    ...pagesQuery("customer", {
      q: useDebounced(words.trim(), 250),
      filter: RANGES[range],
      sort: "region,next_follow_up_at",
      fields: FIELDS,
      limit: MAX_SHOWN,
    }),
    placeholderData: keepPreviousData,
  });
  const regions = useQuery(regionsQuery).data;
  const rows = (customers.data?.pages ?? []).flatMap((page) => page.items);
  const first = customers.data?.pages[0];
  const total = formatCount({ count: first?.total ?? rows.length, capped: first?.total_capped ?? false });
  const places = new Map<string, Rec[]>();
  for (const row of rows) {
    const place = regionText(regions, row.region) || "—";
    places.set(place, [...(places.get(place) ?? []), row]);
  }
  const toggle = (ids: number[], on: boolean): void =>
    setChosen((old) =>
      on ? [...old, ...ids.filter((id) => !old.includes(id))] : old.filter((id) => !ids.includes(id)),
    );
  return (
    <div className="page">
      <PageHead
        title={t("activities.planTitle")}
        extra={
          <Button icon={<Icon name="pin" size={14} />} onClick={() => void navigate({ to: "/visits/nearby" as never })}>
            {t("nav.nearby")}
          </Button>
        }
      >
        <span className="muted">{t("activities.planHint")}</span>
      </PageHead>
      <div className="record-cols">
        <section className="panel plan" aria-label={t("activities.planWho")}>
          <div className="choice-chips plan__ranges" role="toolbar" aria-label={t("activities.planWho")}>
            {(Object.keys(RANGES) as Range[]).map((key) => (
              <button key={key} type="button" aria-pressed={range === key} onClick={() => setRange(key)}>
                {t(`activities.range.${key}`)}
              </button>
            ))}
          </div>
          <div className="plan__find">
            <Input
              value={words}
              allowClear={clear()}
              prefix={<Icon name="search" size={14} />}
              aria-label={t("activities.planFind")}
              placeholder={t("activities.planFind")}
              onChange={(event) => setWords(event.target.value)}
            />
            {rows.length > 0 && (
              <span className="muted num" role="status">
                {customers.hasNextPage
                  ? t("activities.planSome", { n: rows.length, total })
                  : t("activities.planAll", { n: rows.length })}
              </span>
            )}
          </div>
          {customers.isPending && <Bones rows={8} />}
          {customers.isError && (
            <Failure message={messageOf(customers.error)} onRetry={() => void customers.refetch()} />
          )}
          {customers.isSuccess && rows.length === 0 && (
            <Empty
              text={t(words ? "activities.planNotFound" : "activities.planNobody")}
              hint={words ? undefined : t("activities.planNobodyHint")}
            />
          )}
          {[...places].map(([place, list]) => {
            const ids = list.map((row) => row.id);
            return (
              <section key={place} className="plan__place">
                <label className="plan__head">
                  <input
                    type="checkbox"
                    checked={ids.every((id) => chosen.includes(id))}
                    onChange={(event) => toggle(ids, event.target.checked)}
                  />
                  <strong>{place}</strong> <span className="muted">{list.length}</span>
                </label>
                <ul>
                  {list.map((row) => (
                    <Customer
                      key={row.id}
                      row={row}
                      on={chosen.includes(row.id)}
                      onToggle={(on) => toggle([row.id], on)}
                    />
                  ))}
                </ul>
              </section>
            );
          })}
          {customers.hasNextPage && (
            <Button
              block
              className="plan__more"
              loading={customers.isFetchingNextPage}
              onClick={() => void customers.fetchNextPage()}
            >
              {t("activities.planMore")}
            </Button>
          )}
        </section>
        <aside className="record-side">
          <PlanPlace chosen={chosen} onDone={() => setChosen([])} />
          <Agenda />
        </aside>
      </div>
    </div>
  );
}

function Customer({ row, on, onToggle }: { row: Rec; on: boolean; onToggle: (on: boolean) => void }) {
  const level = useMeta().dictionaries.customer_level?.find((choice) => choice.value === row.level);
  return (
    <li className="plan__row">
      <label>
        <input type="checkbox" checked={on} onChange={(event) => onToggle(event.target.checked)} />
        <span className="grow">
          <span>{String(row.name ?? "")}</span>
          <span className="muted plan__why">
            {whyText(row.next_follow_up_at, row.last_follow_up_at)}
            {row.address ? ` · ${String(row.address)}` : ""}
          </span>
        </span>
        {level && <Tag color={level.color}>{level.label}</Tag>}
      </label>
      <Link
        to="/r/$entity/$id"
        params={{ entity: "customer", id: String(row.id) }}
        preload={false}
        className="plan__open"
        aria-label={String(row.name ?? "")}
      >
        <Icon name="right" size={14} />
      </Link>
    </li>
  );
}

const COMING: Condition = {
  and: [MINE, { field: "state", op: "eq", value: "planned" }, within("planned_at", 0, 13)],
};

function Agenda() {
  const visits = useQuery(
    listQuery("visit", {
      filter: COMING,
      sort: "planned_at",
      fields: ["purpose", "customer", "planned_at", "address"],
      limit: MAX_SHOWN,
    }),
  );
  const days = new Map<string, Rec[]>();
  for (const row of visits.data?.items ?? []) {
    const day = formatMoment(String(row.planned_at)).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return (
    <section className="panel panel__body" aria-label={t("activities.agenda")}>
      <h2 className="plan__title">{t("activities.agenda")}</h2>
      {visits.isPending && <Bones rows={4} />}
      {visits.isError && <Failure message={messageOf(visits.error)} onRetry={() => void visits.refetch()} />}
      {visits.isSuccess && days.size === 0 && <Empty text={t("activities.agendaEmpty")} />}
      {[...days].map(([day, rows]) => (
        <div key={day} className="agenda">
          <h3>{day}</h3>
          <ul>
            {rows.map((row) => (
              <li key={row.id}>
                <time dateTime={String(row.planned_at)}>{formatMoment(String(row.planned_at)).slice(11)}</time>
                <Link to="/r/$entity/$id" params={{ entity: "visit", id: String(row.id) }} preload={false}>
                  {(row.customer as Ref | null)?.title ?? String(row.purpose)}
                </Link>
                <span className="muted ellipsis">{String(row.purpose ?? "")}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
