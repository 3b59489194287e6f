/** 日志: my own by day, week and month; those of my people to review; who has not written. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Segmented } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/journals";
import { useMe } from "@/meta/hooks";
import "@/ui/css/journals.css";
import { useTitle } from "@/ui/hooks";
import { PageHead } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { Mine } from "./Mine";
import { MissingPanel } from "./MissingPanel";
import { ReviewPanel } from "./ReviewPanel";
import { KINDS, type Kind } from "./types";

type Tab = "mine" | "review" | "missing";

export default function JournalsPage() {
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { tab?: Tab; kind?: Kind; on?: string };
  useTitle(t("nav.journals"));
  const kind: Kind = search.kind && KINDS.includes(search.kind) ? search.kind : "day";
  const leads = !["none", "own", undefined].includes(me.can.journal?.view);
  const tabs = ["mine", ...(leads ? ["review", "missing"] : [])] as Tab[];
  const tab = search.tab && tabs.includes(search.tab) ? search.tab : "mine";
  const go = (change: { tab?: Tab; kind?: Kind; on?: string }): void => {
    void navigate({ to: "/journals" as never, search: { tab, kind, ...change } as never });
  };
  return (
    <div className="page journals">
      <PageHead
        title={t("nav.journals")}
        extra={
          <Segmented
            aria-label={t("journals.kind")}
            value={kind}
            onChange={(value) => go({ kind: value as Kind, on: undefined })}
            options={KINDS.map((each) => ({ value: each, label: t(`journals.${each}`) }))}
          />
        }
      />
      <Tabs
        label={t("nav.journals")}
        active={tab}
        controls="journals-tab"
        onChange={(key) => go({ tab: key as Tab })}
        items={tabs.map((key) => ({ key, label: t(`journals.${key}`) }))}
      />
      <div id="journals-tab" role="tabpanel" aria-label={t(`journals.${tab}`)}>
        {tab === "mine" && <Mine key={kind} kind={kind} on={search.on} onPick={(on) => go({ on })} />}
        {tab === "review" && <ReviewPanel kind={kind} />}
        {tab === "missing" && <MissingPanel kind={kind} on={search.on} onPick={(on) => go({ on })} />}
      </div>
    </div>
  );
}
