/** What needs doing today: figures that open their list, what is due, what was last touched. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Home, HomeCard, HomeItem } from "@/api/types";
import { isMoney } from "@/fields/money/Display";
import { t } from "@/i18n";
import { entityInfo, useMe, useMeta } from "@/meta/hooks";
import { Slot } from "@/slots/Slot";
import { dayOf, formatAgo, formatBigMoney, formatDecimal, formatMoment } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon, toIcon } from "@/ui/Icon";
import { Bone, Bones, Empty, Failure, PageHead } from "@/ui/parts";

export function cardText(card: HomeCard): string {
  if (isMoney(card.value)) return formatBigMoney(card.value.amount, card.value.currency);
  if (card.format === "money") return formatBigMoney(String(card.value), "CNY");
  if (card.format === "percent") return `${card.value}%`;
  return formatDecimal(String(card.value));
}

function Card({ card }: { card: HomeCard }) {
  const inner = (
    <>
      <span className="kpi__label">{card.label}</span>
      <strong className="kpi__value num">{cardText(card)}</strong>
    </>
  );
  if (!card.entity) return <div className="panel kpi">{inner}</div>;
  return (
    <Link
      className="panel kpi"
      to="/r/$entity"
      params={{ entity: card.entity }}
      search={(card.filter ? { f: card.filter } : {}) as never}
    >
      {inner}
    </Link>
  );
}

const DAY = "2026-01-31".length;

function Row({ item, due }: { item: HomeItem; due?: boolean }) {
  const meta = useMeta();
  // A moment falls on the day that it is here; a day is a day everywhere.
  const on = item.due && (item.due.length > DAY ? dayOf(new Date(item.due)) : item.due);
  const late = due && on && on < dayOf(new Date());
  return (
    <li>
      <Link className="home-row" to="/r/$entity/$id" params={{ entity: item.entity, id: String(item.id) }}>
        <span className="home-row__icon">
          <Icon name={toIcon(entityInfo(meta, item.entity)?.icon)} />
        </span>
        <span className="grow ellipsis">{item.title}</span>
        {item.subtitle && <span className="muted ellipsis home-row__sub">{item.subtitle}</span>}
        {due && on ? (
          <span className={late ? "num overdue" : "num muted"}>
            {on} {late && t("field.overdue")}
          </span>
        ) : (
          <span className="muted num">{formatAgo(item.at)}</span>
        )}
      </Link>
    </li>
  );
}

function greeting(hour: number): string {
  if (hour < 6) return t("home.night");
  if (hour < 12) return t("home.morning");
  return hour < 18 ? t("home.afternoon") : t("home.evening");
}

export default function HomePage() {
  const me = useMe();
  useTitle(t("app.home"));
  const home = useQuery({
    queryKey: ["home"],
    queryFn: ({ signal }) => get<Home>("home", {}, signal),
    staleTime: 30_000,
  });
  const now = new Date();
  const today = new Intl.DateTimeFormat(document.documentElement.lang || "zh-CN", {
    dateStyle: "full",
    timeZone: me.tz || undefined,
  }).format(now);
  return (
    <div className="page">
      <PageHead
        title={t("home.hello", {
          greeting: greeting(Number(formatMoment(now.toISOString()).slice(11, 13))),
          name: me.name,
        })}
        extra={<span className="muted">{today}</span>}
      />
      {home.isError && <Failure message={messageOf(home.error)} onRetry={() => void home.refetch()} />}
      {home.isPending && (
        <div className="kpis">
          {["a", "b", "c", "d", "e"].map((key) => (
            <div key={key} className="panel kpi">
              <Bone width="60%" />
              <Bone width="40%" height={28} />
            </div>
          ))}
        </div>
      )}
      {home.data && (
        <div className="kpis">
          {home.data.cards.map((card) => (
            <Card key={card.key} card={card} />
          ))}
        </div>
      )}
      <Slot name="homePanel" subjects={[]} props={{}} />
      {!home.isError && (
        <div className="home-cols">
          <section className="panel">
            <header className="panel__head">
              <h2>{t("home.todo")}</h2>
            </header>
            {home.isPending && <Bones rows={5} />}
            {home.data?.todo.length === 0 && <Empty text={t("home.todoEmpty")} hint={t("home.todoEmptyHint")} />}
            <ul>
              {home.data?.todo.map((item) => (
                <Row key={`${item.entity}-${item.id}`} item={item} due />
              ))}
            </ul>
          </section>
          <section className="panel">
            <header className="panel__head">
              <h2>{t("home.recent")}</h2>
            </header>
            {home.isPending && <Bones rows={5} />}
            {home.data?.recent.length === 0 && <Empty text={t("home.recentEmpty")} hint={t("home.recentEmptyHint")} />}
            <ul>
              {home.data?.recent.map((item) => (
                <Row key={`${item.entity}-${item.id}`} item={item} />
              ))}
            </ul>
          </section>
        </div>
      )}
    </div>
  );
}
