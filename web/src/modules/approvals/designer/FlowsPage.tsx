/** Everything that can be approved, with the state of its flow. */
import "@/i18n/words/approvalFlows";
import "@/i18n/words/approvals";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { get, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { formatAgo } from "@/ui/format";
import { useIsPhone, useTitle } from "@/ui/hooks";
import { Bones, Dot, Failure, NoPermission, PageHead, ScrollX } from "@/ui/parts";

interface Subject {
  subject: string;
  label: string;
  entity: string;
  is_document: boolean;
  waiting: number;
  published: number | null;
  is_active: boolean;
  changed: boolean;
  updated_at: string | null;
  updated_by: Ref | null;
}

export default function FlowsPage() {
  useTitle(t("nav.approvalFlows"));
  const phone = useIsPhone();
  const list = useQuery({
    queryKey: ["approval", "flows"],
    queryFn: async ({ signal }) => (await get<{ items: Subject[] }>("approval_flow", {}, signal)).items,
  });
  if (isStatus(list.error, 403)) return <NoPermission />;
  const state = (one: Subject): React.ReactNode => {
    if (one.published === null)
      return <Dot color="gray">{t(one.changed && one.updated_at ? "flows.s_draft" : "flows.s_none")}</Dot>;
    if (!one.is_active) return <Dot color="orange">{t("flows.s_off")}</Dot>;
    return <Dot color="green">{t("flows.s_on", { n: one.published })}</Dot>;
  };
  const kind = (one: Subject): string =>
    t(one.is_document ? "flows.k_document" : one.entity ? "flows.k_act" : "flows.k_other");
  return (
    <div className="page">
      <PageHead title={t("nav.approvalFlows")}>
        <span className="muted">{t("flows.hint")}</span>
      </PageHead>
      {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
      {list.isPending && (
        <section className="panel">
          <Bones rows={8} />
        </section>
      )}
      {list.data && phone && (
        <ul className="panel fact-cards">
          {list.data.map((one) => (
            <li key={one.subject}>
              <div className="row row--between">
                <Link to={`/settings/approval-flows/${one.subject}` as never}>{one.label}</Link>
                {state(one)}
              </div>
              <p className="muted">
                {[
                  kind(one),
                  one.waiting > 0 ? `${t("flows.waiting")} ${one.waiting}` : "",
                  one.published !== null && one.changed ? t("flows.unpublished") : "",
                  one.updated_at ? formatAgo(one.updated_at) : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            </li>
          ))}
        </ul>
      )}
      {list.data && !phone && (
        <section className="panel">
          <ScrollX label={t("nav.approvalFlows")}>
            <table className="plain-table">
              <thead>
                <tr>
                  <th scope="col">{t("flows.subject")}</th>
                  <th scope="col">{t("flows.kind")}</th>
                  <th scope="col">{t("flows.state")}</th>
                  <th scope="col" className="is-right">
                    {t("flows.waiting")}
                  </th>
                  <th scope="col">{t("flows.changed")}</th>
                </tr>
              </thead>
              <tbody>
                {list.data.map((one) => (
                  <tr key={one.subject}>
                    <td>
                      <Link to={`/settings/approval-flows/${one.subject}` as never}>{one.label}</Link>
                    </td>
                    <td>{kind(one)}</td>
                    <td>
                      {state(one)}
                      {one.published !== null && one.changed && (
                        <span className="muted"> {t("flows.unpublished")}</span>
                      )}
                    </td>
                    <td className="is-right num">{one.waiting || ""}</td>
                    <td className="muted">
                      {one.updated_at && `${one.updated_by?.title ?? ""} ${formatAgo(one.updated_at)}`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        </section>
      )}
    </div>
  );
}
