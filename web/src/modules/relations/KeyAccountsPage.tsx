/** Which key accounts wait for a look: a review that is near, a part that nobody has confirmed for long. */
import "@/i18n/words/relations";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, PageHead, Person, Tag } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { type WaitingCard, waitingQuery } from "./data";

const MOST = 200;

export default function KeyAccountsPage() {
  const me = useMe();
  const [mine, setMine] = useState(true);
  const found = useQuery(waitingQuery(mine));
  useTitle(t("relations.waiting"));
  return (
    <div className="page">
      <PageHead
        title={t("relations.waiting")}
        extra={
          me.admin.includes("settings") && (
            <Link to={"/settings/key-account-card" as never}>{t("relations.settings")}</Link>
          )
        }
      />
      <div className="panel">
        <Tabs
          label={t("relations.waiting")}
          active={mine ? "mine" : "all"}
          onChange={(key) => setMine(key === "mine")}
          items={[
            { key: "mine", label: t("relations.mine") },
            { key: "all", label: t("relations.all") },
          ]}
        />
        {found.isPending && <Bones rows={6} />}
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {found.data?.items.length === 0 && (
          <Empty text={t("relations.waitingNone")} hint={t("relations.waitingNoneHint")} />
        )}
        <ul className="waiting">
          {found.data?.items.map((card) => (
            <Row key={card.id} card={card} />
          ))}
        </ul>
        {found.data?.more && <p className="muted relations__note">{t("relations.moreCards", { n: MOST })}</p>}
      </div>
      {found.data && found.data.without.length > 0 && (
        <section className="panel waiting__without">
          <header className="panel__head">
            <h2>{t("relations.without")}</h2>
          </header>
          <ul>
            {found.data.without.map((customer) => (
              <li key={customer.id}>
                <Link
                  to="/r/$entity/$id"
                  params={{ entity: "customer", id: String(customer.id) }}
                  search={{ tab: "key-account" } as never}
                >
                  {customer.title}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Row({ card }: { card: WaitingCard }) {
  return (
    <li className="waiting__row">
      <Link
        className="waiting__name ellipsis"
        to="/r/$entity/$id"
        params={{ entity: "customer", id: String(card.customer.id) }}
        search={{ tab: "key-account" } as never}
      >
        {card.customer.title}
      </Link>
      <span className="waiting__who">{card.responsible && <Person name={card.responsible.title} />}</span>
      <span className="waiting__day num">
        {card.next_review_on ?? ""}
        {card.overdue !== null && card.overdue > 0 && (
          <span className="overdue"> {t("relations.overdue", { n: card.overdue })}</span>
        )}
      </span>
      <span className="waiting__parts">
        {card.parts.map((part) => (
          <Tag key={part.key} color={part.age === null ? "orange" : part.stale ? "red" : "green"}>
            {t(`relations.${part.key}`)}{" "}
            {part.age === null ? t("relations.never") : part.stale ? t("relations.stale", { n: part.age }) : "✓"}
          </Tag>
        ))}
      </span>
    </li>
  );
}
