/** 报表: what one keeps and what colleagues share, and the ready-made ones to begin with. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/ui/css/reports.css";
import { entityInfo, useMeta } from "@/meta/hooks";
import { clear } from "@/ui/clear";
import { formatAgo } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, PageHead, Tag } from "@/ui/parts";
import { type Asked, isFigure, isStat, reportsQuery } from "./data";

export default function ReportsPage() {
  useTitle(t("nav.reports"));
  const meta = useMeta();
  const navigate = useNavigate();
  const list = useQuery(reportsQuery);
  const [text, setText] = useState("");
  const fits = (name: string): boolean => name.toLowerCase().includes(text.trim().toLowerCase());
  const about = (definition: Asked): string => {
    if (isStat(definition)) return t("reports.statistic");
    if (isFigure(definition)) return t("reports.figure");
    return entityInfo(meta, definition.entity)?.plural ?? definition.entity;
  };
  const kept = (list.data?.items ?? []).filter((one) => fits(one.name));
  const made = (list.data?.templates ?? []).filter((one) => fits(one.name));
  const start = (): void => void navigate({ to: "/reports/new" as never });
  return (
    <div className="page">
      <PageHead
        title={t("nav.reports")}
        extra={
          <>
            <Input
              allowClear={clear()}
              aria-label={t("reports.find")}
              placeholder={t("reports.find")}
              style={{ width: 180 }}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button type="primary" icon={<Icon name="plus" size={14} />} onClick={start}>
              {t("reports.new")}
            </Button>
          </>
        }
      >
        <span className="muted">{t("reports.hint")}</span>
      </PageHead>
      <section className="panel report-list">
        <header className="panel__head">
          <h2>{t("reports.mineAndShared")}</h2>
        </header>
        {list.isPending && <Bones rows={4} />}
        {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
        {list.data && kept.length === 0 && (
          <Empty
            text={t("reports.none")}
            hint={t("reports.noneHint")}
            action={<Button onClick={start}>{t("reports.new")}</Button>}
          />
        )}
        <ul>
          {kept.map((one) => (
            <li key={one.id}>
              <Link to={`/reports/${one.id}` as never} className="report-line">
                <span className="report-line__icon">
                  <Icon name="chart" />
                </span>
                <span className="grow ellipsis">
                  {one.name}
                  {one.description && <span className="muted"> · {one.description}</span>}
                </span>
                <span className="muted report-line__about">{about(one.definition)}</span>
                <Tag color={one.shared ? "blue" : null}>
                  {one.mine ? t(one.shared ? "reports.sharedOut" : "reports.private") : one.owner.title}
                </Tag>
                <span className="muted num report-line__when">{formatAgo(one.updated_at)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      {made.length > 0 && (
        <section className="panel">
          <header className="panel__head">
            <h2>{t("reports.builtIn")}</h2>
          </header>
          <ul>
            {made.map((one) => (
              <li key={one.key}>
                <Link to={"/reports/new" as never} search={{ template: one.key } as never} className="report-line">
                  <span className="report-line__icon">
                    <Icon name="chart" />
                  </span>
                  <span className="grow ellipsis">{one.name}</span>
                  <span className="muted report-line__about">{about(one.definition)}</span>
                  <Tag>{t(`reports.c_${one.definition.chart ?? "table"}`)}</Tag>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
