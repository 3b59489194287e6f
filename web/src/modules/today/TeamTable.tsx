/** The people of the team's page, under their departments or by themselves; every number opens its rows. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { get } from "@/api/client";
import { t } from "@/i18n";
import "@/i18n/words/manager";
import { may, useMe } from "@/meta/hooks";
import { formatAgo, formatDecimal } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Person, ScrollX, Tag } from "@/ui/parts";
import { type Activity, drillFilter, type Figures, type Metric, personRows, type Row, treeRows } from "./team";

interface Position {
  user: number;
  at: string;
  address: string;
}

const MAX_ROWS = 500;

export function Delta({ figures, at }: { figures: Figures; at: number }) {
  const [now, before] = [figures.values[at], figures.previous[at]];
  if (now == null || before == null) return null;
  const change = now - before;
  const n = formatDecimal(Math.abs(change));
  const label =
    change === 0 ? t("manager.compareSame") : t(change > 0 ? "manager.compareUp" : "manager.compareDown", { n });
  return (
    <span className={`team-delta team-delta--${change > 0 ? "up" : change < 0 ? "down" : "same"}`} title={label}>
      <span aria-hidden="true">{change > 0 ? `↑${n}` : change < 0 ? `↓${n}` : "="}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}

export function People(props: {
  data: Activity;
  metric: Metric;
  view: "tree" | "person";
  onSort: (metric: Metric) => void;
}) {
  const { data, metric } = props;
  const phone = useIsPhone();
  const me = useMe();
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const sort = data.metrics.indexOf(metric);
  const rows = useMemo(
    () => (props.view === "tree" ? treeRows(data, sort, closed) : personRows(data, sort)).slice(0, MAX_ROWS),
    [data, sort, closed, props.view],
  );
  const positions = useQuery({
    queryKey: ["visits", "last-positions"],
    queryFn: ({ signal }) => get<{ items: Position[] }>("visits/last-positions", {}, signal),
    enabled: may(me.can.visit, "view"),
    staleTime: 60_000,
  });
  const seen = new Map(positions.data?.items.map((item) => [item.user, item]));
  const toggle = (id: number): void => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  if (phone)
    return (
      <ul>
        {rows.map((row) => (
          <li key={row.key} className="team-card" style={{ paddingLeft: 14 + row.depth * 10 }}>
            <Name row={row} onToggle={toggle} />
            <dl className="team-card__figures">
              {data.metrics.map((name, at) => (
                <div key={name}>
                  <dt>{t(`manager.metric.${name}`)}</dt>
                  <dd>
                    <Cell data={data} row={row} name={name} at={at} />
                  </dd>
                </div>
              ))}
            </dl>
            {row.kind === "person" && <Where position={seen.get(row.id)} />}
          </li>
        ))}
      </ul>
    );
  return (
    <ScrollX label={t("manager.who")}>
      <table className="team-table">
        <thead>
          <tr>
            <th scope="col">{t("manager.who")}</th>
            {data.metrics.map((name) => (
              <th key={name} scope="col" className="num" aria-sort={name === metric ? "descending" : undefined}>
                <button
                  type="button"
                  className={name === metric ? "is-active" : undefined}
                  aria-label={t("manager.sort", { metric: t(`manager.metric.${name}`) })}
                  onClick={() => props.onSort(name)}
                >
                  {t(`manager.metric.${name}`)}
                  {name === metric && <Icon name="down" size={12} />}
                </button>
              </th>
            ))}
            {seen.size > 0 && <th scope="col">{t("manager.position")}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className={row.kind === "dept" ? "team-table__dept" : undefined}>
              <th scope="row" style={{ paddingLeft: 16 + row.depth * 18 }}>
                <Name row={row} onToggle={toggle} />
              </th>
              {data.metrics.map((name, at) => (
                <td key={name} className="num">
                  <Cell data={data} row={row} name={name} at={at} />
                </td>
              ))}
              {seen.size > 0 && <td>{row.kind === "person" && <Where position={seen.get(row.id)} />}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Name({ row, onToggle }: { row: Row; onToggle: (id: number) => void }) {
  if (row.kind === "person")
    return (
      <span className="row">
        <Person name={row.title} />
        {row.left && <Tag>{t("manager.left")}</Tag>}
      </span>
    );
  return (
    <button
      type="button"
      className="team-dept"
      aria-expanded={row.open}
      aria-label={t(row.open ? "manager.collapse" : "manager.expand", { name: row.title })}
      onClick={() => onToggle(row.id)}
    >
      <Icon name={row.open ? "down" : "right"} size={12} />
      <span className="ellipsis">{row.title}</span>
      <span className="muted">{t("manager.people", { n: row.people })}</span>
    </button>
  );
}

function Cell({ data, row, name, at }: { data: Activity; row: Row; name: Metric; at: number }) {
  const value = row.values[at];
  if (value == null) return <span className="muted">–</span>;
  const drill = data.drill[name];
  const words = { who: row.title, metric: t(`manager.metric.${name}`), n: value };
  return (
    <span className="team-cell">
      {value === 0 ? (
        <span className="muted">0</span>
      ) : (
        <Link
          to="/r/$entity"
          params={{ entity: drill.entity }}
          search={{ f: drillFilter(drill, row) } as never}
          aria-label={t("manager.drill", words)}
        >
          {formatDecimal(value)}
        </Link>
      )}
      <Delta figures={row} at={at} />
    </span>
  );
}

function Where({ position }: { position: Position | undefined }) {
  if (!position) return null;
  return (
    <span className="team-where">
      {position.address && <span className="ellipsis">{position.address}</span>}
      <span className="muted">{formatAgo(position.at)}</span>
    </span>
  );
}
