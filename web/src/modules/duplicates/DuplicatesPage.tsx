/** The queue of pairs that may be one record: side by side, judged with a reason, merged. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { lazy, Suspense } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { may, useMe, useMeta } from "@/meta/hooks";
import { useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, PageHead, Tag } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { type Page, type Pair, type PairState, VERDICT_COLOR, VERDICTS } from "./api";
import { ScanButton } from "./ScanButton";
import { usePairKeys } from "./usePairKeys";

const PairView = lazy(() => import("./PairView"));
const MergesTab = lazy(() => import("./MergesTab"));

type Tab = PairState | "merges";
const TABS: Tab[] = ["open", "same", "different", "merges"];
const KINDS = ["customer", "contact", "lead"];

interface Words {
  tab?: Tab;
  entity?: string;
  verdict?: string;
  pair?: number;
}

export default function DuplicatesPage() {
  useTitle(t("nav.duplicates"));
  const meta = useMeta();
  const me = useMe();
  const search = useSearch({ strict: false }) as Words;
  const navigate = useNavigate();
  const kinds = KINDS.flatMap(
    (key) => meta.entities.find((entity) => entity.key === key && may(entity.can, "view")) ?? [],
  );
  const entity = search.entity ?? kinds[0]?.key ?? "customer";
  const tab = search.tab ?? "open";
  const set = (words: Words): void =>
    void navigate({ to: ".", search: { ...search, ...words } as never, replace: true });
  return (
    <div className="page">
      <PageHead
        title={t("nav.duplicates")}
        extra={<ScanButton entity={entity} open={me.admin.some((w) => w === "duplicates" || w === "customfields")} />}
      >
        <span className="muted">{t("duplicates.pageHint")}</span>
      </PageHead>
      <div className="row row--wrap pairs__bar">
        <div className="grow">
          <Tabs
            items={TABS.map((key) => ({ key, label: t(`duplicates.tab_${key}`) }))}
            active={tab}
            onChange={(key) => set({ tab: key as Tab, pair: undefined })}
            label={t("nav.duplicates")}
          />
        </div>
        {kinds.length > 1 && (
          <Select
            value={entity}
            aria-label={t("duplicates.kind")}
            onChange={(key) => set({ entity: key, pair: undefined })}
            options={kinds.map((kind) => ({ value: kind.key, label: kind.label }))}
          />
        )}
        {tab !== "merges" && (
          <Select
            value={search.verdict ?? ""}
            aria-label={t("duplicates.verdict")}
            onChange={(verdict) => set({ verdict: verdict || undefined, pair: undefined })}
            options={[
              { value: "", label: t("duplicates.anyVerdict") },
              ...VERDICTS.map((verdict) => ({ value: verdict, label: t(`duplicates.${verdict}`) })),
            ]}
          />
        )}
      </div>
      <Suspense fallback={<Bones rows={6} />}>
        {tab === "merges" ? (
          <MergesTab entity={entity} />
        ) : (
          <Queue
            key={`${entity}.${tab}.${search.verdict}`}
            entity={entity}
            state={tab}
            verdict={search.verdict}
            picked={search.pair}
            onPick={(pair) => set({ pair })}
          />
        )}
      </Suspense>
    </div>
  );
}

function Queue(props: {
  entity: string;
  state: PairState;
  verdict: string | undefined;
  picked: number | undefined;
  onPick: (id: number) => void;
}) {
  const { entity, state, verdict } = props;
  const queue = useInfiniteQuery({
    queryKey: ["duplicates", "pairs", entity, state, verdict],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Pair>>("duplicates/pairs", { entity, state, verdict, cursor: pageParam, limit: 30 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const pairs = (queue.data?.pages ?? []).flatMap((page) => page.items);
  const at = Math.max(
    0,
    pairs.findIndex((pair) => pair.id === props.picked),
  );
  const current = pairs[at];
  const go = (step: number): void => {
    const next = pairs[at + step];
    if (next) props.onPick(next.id);
    else if (step > 0 && queue.hasNextPage) void queue.fetchNextPage();
  };
  usePairKeys({ next: () => go(1), previous: () => go(-1) });
  if (queue.isError) return <Failure message={messageOf(queue.error)} onRetry={() => void queue.refetch()} />;
  if (queue.isPending) return <Bones rows={8} />;
  if (!current) return <Empty text={t(`duplicates.empty_${state}`)} hint={t("duplicates.emptyHint")} />;
  return (
    <div className="pairs__both">
      <nav className="panel pairs__list" aria-label={t("duplicates.queue")}>
        {pairs.map((pair) => (
          <button
            key={pair.id}
            type="button"
            className="pairs__item"
            aria-current={pair.id === current.id ? "true" : undefined}
            onClick={() => props.onPick(pair.id)}
          >
            <span className="pairs__names">
              <span className="ellipsis">{pair.a.title}</span>
              <span className="ellipsis">{pair.b.title}</span>
            </span>
            <Tag color={VERDICT_COLOR[pair.verdict]}>{t(`duplicates.${pair.verdict}`)}</Tag>
          </button>
        ))}
        {queue.hasNextPage && (
          <Button type="text" block loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
            {t("duplicates.loadMore")}
          </Button>
        )}
      </nav>
      <Suspense fallback={<Bones rows={10} />}>
        <PairView
          key={current.id}
          entity={entity}
          pair={current}
          at={at + 1}
          next={pairs[at + 1]}
          onNext={props.onPick}
        />
      </Suspense>
    </div>
  );
}
