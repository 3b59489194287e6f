/** 附近: who of those that are due lies near, as a list by distance and as a plot; visits are planned from it. */
import "@/i18n/words/activities";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { entityInfo, may, useMeta } from "@/meta/hooks";
import { useIsPhone, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, NoPermission, PageHead, Tag } from "@/ui/parts";
import { NearbyPlot } from "./NearbyPlot";
import { type Near, type Nearby, routeTo, wayText } from "./near";
import { PlanPlace } from "./PlanForm";
import { RANGES, type Range, whyText } from "./ranges";
import { type Place, useLocating } from "./useConsent";

const KMS = [2, 5, 10, 50];

export default function NearbyPage() {
  const known = useMeta();
  useTitle(t("activities.nearTitle"));
  if (!may(entityInfo(known, "visit")?.can, "create") || !may(entityInfo(known, "customer")?.can, "view"))
    return <NoPermission />;
  return <Located />;
}

function Located() {
  const { place, locate } = useLocating();
  // Who has allowed it before is not asked to press anything.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once
  useEffect(() => {
    navigator.permissions
      ?.query({ name: "geolocation" })
      .then(({ state }) => state === "granted" && locate())
      .catch(() => {});
  }, []);
  return (
    <div className="page near">
      <PageHead
        title={t("activities.nearTitle")}
        extra={
          typeof place === "object" && (
            <Button icon={<Icon name="refresh" size={14} />} onClick={locate}>
              {t("activities.nearAgain")}
            </Button>
          )
        }
      >
        <span className="muted">{t("activities.nearHint")}</span>
      </PageHead>
      {typeof place === "object" ? (
        <Around place={place} />
      ) : (
        <section className="panel panel__body near-ask">
          <p>{t(place === "failed" ? "activities.nearFailed" : "activities.nearAsk")}</p>
          <Button type="primary" size="large" icon={<Icon name="pin" />} loading={place === "busy"} onClick={locate}>
            {t(place === "failed" ? "activities.retry" : "activities.nearLocate")}
          </Button>
        </section>
      )}
    </div>
  );
}

function Around({ place }: { place: Place }) {
  const [range, setRange] = useState<Range>("week");
  const [km, setKm] = useState(10);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [active, setActive] = useState<number | null>(null);
  const found = useQuery({
    queryKey: ["visits", "nearby", place.location, km, range],
    queryFn: ({ signal }) =>
      post<Nearby>("visits/nearby", { location: place.location, km, filter: RANGES[range] }, { signal }),
    placeholderData: (before) => before,
  });
  const items = found.data?.items ?? [];
  const toggle = (id: number): void =>
    setChosen((old) => (old.includes(id) ? old.filter((other) => other !== id) : [...old, id]));
  const card = items.find((item) => item.id === active);
  return (
    <div className="record-cols">
      <section className="panel plan" aria-label={t("activities.planWho")}>
        <div className="choice-chips plan__ranges" role="toolbar" aria-label={t("activities.planWho")}>
          {(Object.keys(RANGES) as Range[]).map((key) => (
            <button key={key} type="button" aria-pressed={range === key} onClick={() => setRange(key)}>
              {t(`activities.range.${key}`)}
            </button>
          ))}
        </div>
        <div className="choice-chips plan__ranges" role="toolbar" aria-label={t("activities.nearAway", { way: "" })}>
          {KMS.map((each) => (
            <button key={each} type="button" aria-pressed={km === each} onClick={() => setKm(each)}>
              {t("activities.nearWithin", { n: each })}
            </button>
          ))}
        </div>
        {found.isPending && <Bones rows={8} />}
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {found.isSuccess && items.length === 0 && (
          <Empty text={t("activities.nearNobody")} hint={t("activities.nearNobodyHint")} />
        )}
        {items.length > 0 && (
          <div aria-busy={found.isPlaceholderData}>
            <NearbyPlot
              centre={place.location}
              items={items}
              tiles={found.data?.tiles ?? null}
              active={active}
              chosen={chosen}
              onPick={(id) => setActive(id === active ? null : id)}
            />
            {card && <Card item={card} on={chosen.includes(card.id)} onToggle={() => toggle(card.id)} />}
            <ul className="near-list">
              {items.map((item) => (
                <Row key={item.id} item={item} on={chosen.includes(item.id)} onToggle={() => toggle(item.id)} />
              ))}
            </ul>
            {found.data?.more && <p className="muted">{t("activities.nearMore", { n: items.length })}</p>}
          </div>
        )}
      </section>
      <aside className="record-side">
        <PlanPlace chosen={chosen} onDone={() => setChosen([])} />
      </aside>
    </div>
  );
}

function Card({ item, on, onToggle }: { item: Near; on: boolean; onToggle: () => void }) {
  const phone = useIsPhone();
  const navigate = useNavigate();
  return (
    <section className="near-card" aria-label={item.name} aria-live="polite">
      <div className="row">
        <strong className="grow">{item.name}</strong>
        {item.level && <Tag color="blue">{item.level}</Tag>}
      </div>
      <p className="muted">
        {t("activities.nearAway", { way: wayText(item.metres) })} ·{" "}
        {whyText(item.next_follow_up_at, item.last_follow_up_at)}
      </p>
      {item.address && <p>{item.address}</p>}
      <div className="row row--wrap">
        <Button type={on ? "default" : "primary"} aria-pressed={on} onClick={onToggle}>
          {t(on ? "activities.nearPicked" : "activities.nearPick")}
        </Button>
        <Button
          onClick={() => void navigate({ to: "/r/$entity/$id", params: { entity: "customer", id: String(item.id) } })}
        >
          {t("common.open")}
        </Button>
        {phone && <Button href={routeTo(item.place.location)}>{t("activities.nearRoute")}</Button>}
      </div>
    </section>
  );
}

function Row({ item, on, onToggle }: { item: Near; on: boolean; onToggle: () => void }) {
  return (
    <li className="plan__row">
      <label>
        <input type="checkbox" checked={on} onChange={onToggle} />
        <span className="grow">
          <span>{item.name}</span>
          <span className="muted plan__why">{whyText(item.next_follow_up_at, item.last_follow_up_at)}</span>
        </span>
        <span className="num near-way">{wayText(item.metres)}</span>
      </label>
      <Link
        to="/r/$entity/$id"
        params={{ entity: "customer", id: String(item.id) }}
        preload={false}
        className="plan__open"
        aria-label={item.name}
      >
        <Icon name="right" size={14} />
      </Link>
    </li>
  );
}
