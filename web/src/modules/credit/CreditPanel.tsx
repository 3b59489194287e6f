/** Beside a customer: how much it may owe, how much it does, and what is overdue. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/credit";
import { may, useMe } from "@/meta/hooks";
import { openForm } from "@/records/openForm";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { formatMoney } from "@/ui/format";
import { Bones, Empty, Failure, Tag } from "@/ui/parts";
import { type Standing, standingQuery } from "./data";
import "@/ui/css/prices.css";

const ReleaseDialog = lazy(() => import("./ReleaseDialog"));
const ChecksDialog = lazy(() => import("./ChecksDialog"));
const STAGES = ["unshipped", "uninvoiced", "unpaid"] as const;

function Used({ found }: { found: Standing }) {
  const money = (value: string | undefined): string => formatMoney(value ?? "0", found.currency);
  if (found.limit === undefined) return null;
  if (found.limit === null) return <p className="muted">{t("credit.unlimited")}</p>;
  const limit = Number(found.limit) + Number(found.released ?? 0);
  const share = limit > 0 ? Number(found.exposure ?? 0) / limit : Number(found.exposure ?? 0) > 0 ? 2 : 0;
  const percent = Math.round(share * 100);
  const left = Number(found.available ?? 0);
  return (
    <>
      <p className="credit__limit">
        <span className="muted">{t("credit.limit")}</span> <strong className="num">{money(found.limit)}</strong>
        {found.ended && <Tag color="red">{t("credit.ended")}</Tag>}
        {left < 0 && <Tag color="red">{t("credit.over", { over: money((-left).toFixed(2)) })}</Tag>}
      </p>
      <span
        className={`credit__bar${share > 1 ? " is-over" : share > 0.8 ? " is-near" : ""}`}
        role="img"
        aria-label={t("credit.usedBar", { percent })}
      >
        <span style={{ width: `${Math.min(percent, 100)}%` }} />
      </span>
      <p>
        {t("credit.used", { used: money(found.exposure), left: money(Math.max(left, 0).toFixed(2)) })}{" "}
        <span className="muted num">{percent}%</span>
      </p>
    </>
  );
}

export default function CreditPanel({ record }: SlotProps["recordPanel"]) {
  const me = useMe();
  const client = useQueryClient();
  const allowed = may(me.can.credit_profile, "view");
  const query = useQuery({ ...standingQuery(record.id), enabled: allowed });
  if (!allowed || isStatus(query.error, 403, 404)) return null;
  const found = query.data;
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ["credit", record.id] });
  const form = async (): Promise<void> => {
    const preset = { customer: { id: record.id, title: String(record.name ?? "") } };
    const saved = await openForm({ entity: "credit_profile", id: found?.profile?.id, preset });
    if (saved) await again();
  };
  const change = found && (found.profile ? found.can.update : found.can.create) && (
    <Button size="small" onClick={() => void form()}>
      {t(found.profile ? "credit.edit" : "credit.grant")}
    </Button>
  );
  const money = (value: string | undefined): string => formatMoney(value ?? "0", found?.currency ?? "CNY");
  const owes = Number(found?.exposure ?? 0) !== 0;
  const profile = found?.profile;
  return (
    <section className="panel" aria-label={t("credit.title")}>
      <header className="panel__head">
        <h2 className="grow">{t("credit.title")}</h2>
        {change}
      </header>
      {query.isPending && <Bones rows={3} />}
      {query.isError && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {found && !profile && !owes && <Empty text={t("credit.none")} hint={t("credit.noneHint")} />}
      {found && (profile || owes) && (
        <div className="panel__body credit">
          <Used found={found} />
          <dl className="credit__stages">
            {STAGES.map((stage) => (
              <div key={stage}>
                <dt>{t(`credit.${stage}`)}</dt>
                <dd className="num">{money(found.stages?.[stage])}</dd>
              </div>
            ))}
          </dl>
          {Number(found.overdue ?? 0) > 0 ? (
            <p className="credit__late">
              {t("credit.overdue", { amount: money(found.overdue), days: found.overdue_days ?? 0 })}
            </p>
          ) : (
            <p className="muted">{t("credit.notOverdue")}</p>
          )}
          <p className="muted">
            {[
              profile?.days === undefined ? "" : t("credit.days", { days: profile.days }),
              profile?.valid_until ? t("credit.until", { day: profile.valid_until }) : "",
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {found.releases?.map((release) => (
            <p key={release.id}>
              <Tag color="blue">
                {t("credit.released", { amount: formatMoney(release.amount, release.currency), day: release.until })}
              </Tag>{" "}
              <span className="muted">{release.reason}</span>
            </p>
          ))}
          {found.unknown && found.unknown.length > 0 && (
            <p className="notice notice--warn">{t("credit.unknown", { currencies: found.unknown.join("、") })}</p>
          )}
          {found.limit !== undefined && (
            <div className="row row--wrap">
              {found.limit !== null && (
                <Button
                  size="small"
                  onClick={() =>
                    void openDialog<boolean>((close) => (
                      <ReleaseDialog
                        of={{ kind: "customer", customer: record.id, currency: found.currency }}
                        onClose={close}
                      />
                    ))
                  }
                >
                  {t("credit.release")}
                </Button>
              )}
              <Button
                size="small"
                type="text"
                onClick={() =>
                  void openDialog<boolean>((close) => (
                    <ChecksDialog customer={record.id} currency={found.currency} onClose={close} />
                  ))
                }
              >
                {t("credit.checks")}
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}
