/** The page of one record of any entity. */
import { useIsFetching } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { entityInfo, may, useMeta } from "@/meta/hooks";
import { slotParts } from "@/slots";
import { Slot } from "@/slots/Slot";
import { useAfter, useIsPhone, useReadingOn, useTitle } from "@/ui/hooks";
import { Bone, Bones, Failure, NoPermission } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { Header } from "./Header";
import { Overview } from "./Overview";
import { openCompose } from "./openCompose";
import { RelatedTab, useRelatedCounts } from "./Related";
import { Timeline } from "./Timeline";
import { type RecordActions, useRecordActions, useRecordPage } from "./useRecord";

const FilesTab = lazy(() => import("./Files"));
const RecordLines = lazy(() => import("../lines/RecordLines"));

export default function RecordPage() {
  const page = useRecordPage();
  const known = entityInfo(useMeta(), page.entity) !== undefined;
  const late = useAfter(page.record.isPending || page.meta.isPending);
  if (!known) return <NoPermission />;
  if (page.record.isError || page.meta.isError) {
    const error = page.record.error ?? page.meta.error;
    if (isStatus(error, 404)) return <Missing entity={page.entity} />;
    if (isStatus(error, 403)) return <NoPermission />;
    return <Failure message={messageOf(error)} onRetry={() => void page.record.refetch()} />;
  }
  if (!page.record.data || !page.meta.data) return late ? <RecordBones /> : <div className="page" />;
  return <Body key={page.id} meta={page.meta.data} record={page.record.data} tab={page.tab} setTab={page.setTab} />;
}

function Missing({ entity }: { entity: string }) {
  const plural = entityInfo(useMeta(), entity)?.plural ?? "";
  return (
    <NoPermission
      title={t("record.notFoundTitle")}
      hint={t("record.notFound")}
      action={
        <Link to="/r/$entity" params={{ entity }} className="link-button">
          {t("record.toList", { label: plural })}
        </Link>
      }
    />
  );
}

function RecordBones() {
  return (
    <div className="page">
      <div className="panel record-head">
        <Bone width={280} height={26} />
        <Bone width="60%" height={18} />
      </div>
      <div className="record-cols">
        <div className="panel">
          <Bones rows={10} />
        </div>
        <div className="panel">
          <Bones rows={6} />
        </div>
      </div>
    </div>
  );
}

function Body({
  meta,
  record,
  tab,
  setTab,
}: {
  meta: EntityMeta;
  record: Rec;
  tab: string;
  setTab: (tab: string) => void;
}) {
  const actions: RecordActions = useRecordActions(meta, record);
  const phone = useIsPhone();
  const counts = useRelatedCounts(meta, record);
  const loading = useIsFetching({ queryKey: ["records", meta.key, "one", String(record.id)] }) > 0;
  useTitle(String(record[meta.title] ?? ""));
  const related = meta.related.find((item) => item.key === tab);
  const added = slotParts("recordTab", meta.key);
  const filled = added.find((part) => part.key === tab);
  const tabs = [
    { key: "overview", label: t("record.overview") },
    ...(phone ? [{ key: "timeline", label: t("record.timeline") }] : []),
    ...added.map((part) => ({ key: part.key, label: part.label?.() ?? part.key })),
    ...meta.related.map((item) => ({ key: item.key, label: item.label, count: counts[item.key] })),
    ...(meta.features.files ? [{ key: "files", label: t("record.files") }] : []),
    { key: "changes", label: t("record.changes") },
  ];
  const canComment = meta.features.comments !== false && may(meta.can, "view");
  const content = (): React.ReactNode => {
    if (related) return <RelatedTab meta={meta} record={record} related={related} />;
    if (filled) {
      return (
        <Suspense fallback={<Bones rows={6} />}>
          <filled.Part meta={meta} record={record} />
        </Suspense>
      );
    }
    if (tab === "files") {
      return (
        <Suspense fallback={<Bones rows={3} />}>
          <FilesTab meta={meta} record={record} />
        </Suspense>
      );
    }
    if (tab === "changes") return <Timeline meta={meta} record={record} only="audit" />;
    if (tab === "timeline" && phone) return <Timeline meta={meta} record={record} />;
    const panels = (
      <div className="record-panels">
        <Slot name="recordPanel" subjects={[meta.key]} props={{ meta, record }} />
      </div>
    );
    if (!meta.lines?.length)
      return (
        <>
          <Overview meta={meta} record={record} actions={actions} />
          {panels}
        </>
      );
    // Of a document one wants to see what it is about and how far it has come; the rest is looked up.
    return (
      <>
        <div className="record-lines">
          <Suspense fallback={<Bones rows={5} />}>
            <RecordLines meta={meta} record={record} />
          </Suspense>
        </div>
        {panels}
        <Overview meta={meta} record={record} actions={actions} />
      </>
    );
  };
  return (
    <div className="page" aria-busy={loading}>
      <Header meta={meta} record={record} actions={actions} />
      <Slot name="recordBanner" subjects={[meta.key]} props={{ meta, record }} />
      <div className="record-cols">
        <div className="panel record-main">
          <Tabs
            items={tabs}
            active={tabs.some((item) => item.key === tab) ? tab : "overview"}
            onChange={setTab}
            label={t("record.parts")}
          />
          {content()}
        </div>
        {!phone && (
          <aside className="record-side" aria-label={t("record.timeline")}>
            <div className="panel">
              <Timeline meta={meta} record={record} compose={canComment} />
            </div>
          </aside>
        )}
      </div>
      {phone && canComment && <NoteButton onClick={() => void openCompose(meta, record)} />}
    </div>
  );
}

function NoteButton({ onClick }: { onClick: () => void }) {
  const away = useReadingOn();
  return (
    <button type="button" className={`fab${away ? " is-away" : ""}`} onClick={onClick}>
      {t("record.note")}
    </button>
  );
}
