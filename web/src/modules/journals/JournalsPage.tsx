/** 日志: my own by day, week and month; those of my people to review; who has not written. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Segmented } from "antd";
import { get } from "@/api/client";
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
import { KINDS, type Kind, type Missing } from "./types";

/** Whether the person has people: a reporting line says so only when somebody reports. */
function useLeads(level: string | undefined): boolean {
  const asked = level === "own_and_reports";
  const people = useQuery({
    queryKey: ["journals", "missing", "day", ""],
    queryFn: ({ signal }) => get<Missing>("journal/missing", { kind: "day" }, signal),
    enabled: asked,
  });
  return asked ? (people.data?.total ?? 0) > 0 : !["none", "own", undefined].includes(level);
}

type Tab = "mine" | "review" | "missing";

export default function JournalsPage() {
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { tab?: Tab; kind?: Kind; on?: string };
  useTitle(t("nav.journals"));
  const kind: Kind = search.kind && KINDS.includes(search.kind) ? search.kind : "day";
  const leads = useLeads(me.can.journal?.view);
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
      <div id="journals-tab" className="journals__tab" role="tabpanel" aria-label={t(`journals.${tab}`)}>
        {tab === "mine" && <Mine key={kind} kind={kind} on={search.on} onPick={(on) => go({ on })} />}
        {tab === "review" && <ReviewPanel kind={kind} />}
        {tab === "missing" && <MissingPanel kind={kind} on={search.on} onPick={(on) => go({ on })} />}
      </div>
    </div>
  );
}
