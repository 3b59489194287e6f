/** Below a contract or order: how much of it was ordered, delivered, invoiced and received. */
import { useQuery } from "@tanstack/react-query";
import { get, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/finance";
import type { SlotProps } from "@/slots";
import { formatMoney } from "@/ui/format";
import { Bones, Failure } from "@/ui/parts";
import "@/ui/css/finance.css";

type Step = "ordered" | "delivered" | "planned" | "invoiced" | "received";

interface Execution extends Record<Step, string | null> {
  currency: string;
  amount: string | null;
  open_ended: boolean;
  written_off: string | null;
}

const STEPS: Record<string, readonly Step[]> = {
  contract: ["ordered", "delivered", "planned", "invoiced", "received"],
  order: ["delivered", "planned", "invoiced", "received"],
};

function Bar({ label, value, whole, text }: { label: string; value: string; whole: number; text: string }) {
  const percent = whole > 0 ? Math.round((Number(value) / whole) * 100) : 0;
  return (
    <li className="execution__step">
      <span className="execution__label">{label}</span>
      <span
        className={`execution__bar${percent >= 100 ? " is-full" : ""}`}
        role="img"
        aria-label={t("finance.percent", { label, percent })}
      >
        <span style={{ width: `${Math.min(Math.max(percent, 0), 100)}%` }} />
      </span>
      <span className="execution__value num">
        {text} {whole > 0 && <span className="muted">{percent}%</span>}
      </span>
    </li>
  );
}

export default function ExecutionPanel({ meta, record }: SlotProps["recordPanel"]) {
  const query = useQuery({
    queryKey: ["records", meta.key, "execution", record.id, record.version],
    queryFn: ({ signal }) => get<Execution>("finance/execution", { entity: meta.key, id: record.id }, signal),
  });
  if (isStatus(query.error, 403, 404)) return null;
  const found = query.data;
  const whole = Number(found?.amount ?? 0);
  const money = (value: string): string => formatMoney(value, found?.currency ?? "CNY");
  const open = whole - Number(found?.received ?? 0) - Number(found?.written_off ?? 0);
  return (
    <section className="panel" aria-label={t("finance.execution")}>
      <header className="panel__head">
        <h2 className="grow">{t("finance.execution")}</h2>
        {found && !found.open_ended && found.received !== null && open > 0 && (
          <span className="muted num">{t("finance.left", { amount: money(open.toFixed(2)) })}</span>
        )}
      </header>
      {query.isPending && <Bones rows={4} />}
      {query.isError && <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />}
      {found && (
        <div className="panel__body">
          <p className="execution__whole">
            <span className="muted">{t(meta.key === "order" ? "finance.orderAmount" : "finance.agreed")}</span>{" "}
            <strong className="num">
              {found.open_ended ? t("finance.openEnded") : found.amount === null ? "—" : money(found.amount)}
            </strong>
          </p>
          <ul className="execution">
            {(STEPS[meta.key] ?? []).map((step) => {
              const value = found[step];
              return value === null ? null : (
                <Bar
                  key={step}
                  label={t(`finance.${step}`)}
                  value={value}
                  whole={found.open_ended ? 0 : whole}
                  text={money(value)}
                />
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
}
