/** 工作日历: the days of a year that differ from Monday to Friday, marked by a click or pasted as they are announced. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { useMe } from "@/meta/hooks";
import "@/ui/css/calendar.css";
import { dayOf } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Bones, Failure, IconButton, NoPermission, PageHead } from "@/ui/parts";
import { type Workdays, YearEditor } from "./YearEditor";

const FIRST = 2000;
const LAST = 2100;

export default function HolidaysPage() {
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { year?: number };
  useTitle(t("nav.holidays"));
  const present = Number(dayOf(new Date()).slice(0, 4));
  const given = Number(search.year);
  const year = Number.isInteger(given) && given >= FIRST && given <= LAST ? given : present;
  const open = me.admin.includes("settings") || me.admin.includes("org");
  const query = useQuery({
    queryKey: ["workdays", year],
    queryFn: ({ signal }) => get<Workdays>("workdays", { year }, signal),
    enabled: open,
  });
  if (!open) return <NoPermission />;
  const go = (to: number): void => {
    void navigate({ to: "/settings/holidays" as never, search: { year: to } as never });
  };
  const missing = query.data?.missing;
  return (
    <div className="page">
      <PageHead
        title={t("nav.holidays")}
        extra={
          <div className="row">
            <IconButton
              icon="left"
              label={t("calendar.lastYear")}
              disabled={year <= FIRST}
              onClick={() => go(year - 1)}
            />
            <strong className="num">{year}</strong>
            <IconButton
              icon="right"
              label={t("calendar.nextYear")}
              disabled={year >= LAST}
              onClick={() => go(year + 1)}
            />
          </div>
        }
      >
        <span className="muted">{t("calendar.holidaysHint")}</span>
      </PageHead>
      {missing != null && (
        <div className="notice notice--warn" role="status">
          <span className="grow">{t("calendar.missing", { year: missing })}</span>
          {missing !== year && (
            <Button size="small" onClick={() => go(missing)}>
              {t("calendar.openYear", { year: missing })}
            </Button>
          )}
        </div>
      )}
      {query.isError && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && (
        <section className="panel">
          <Bones rows={10} />
        </section>
      )}
      {query.data && (
        <YearEditor
          key={`${year} ${query.data.version}`}
          stored={query.data}
          editable={me.admin.includes("settings")}
        />
      )}
    </div>
  );
}
