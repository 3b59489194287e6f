/** The flow tried on the newest documents: how many steps, who would have decided how much, where nobody is found. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Modal } from "antd";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { Bones, Empty, Failure, ScrollX } from "@/ui/parts";
import { type Flow, findNode } from "./flow";

interface Tried {
  id: number;
  title: string | null;
  starter: number | null;
  stops: { node: string; name: string; people: number[]; empty: string; is_open: boolean }[];
  end: "approved" | "rejected" | "no_way";
}

interface Simulation {
  documents: number;
  steps: Record<string, number>;
  people: { id: number; title: string; documents: number }[];
  empty: Record<string, number>;
  no_way: number;
  /** How long documents would wait, from how fast these people decided before; null while nobody has. */
  hours: { usual: number; slow: number; nodes: Record<string, number>; longest: string } | null;
  tried: Tried[];
  names: Record<string, string>;
}

export default function SimulateDialog(props: { subject: string; entity: string; flow: Flow; onClose: () => void }) {
  const found = useQuery({
    queryKey: ["approval", "simulate", props.subject, JSON.stringify(props.flow)],
    queryFn: ({ signal }) =>
      post<Simulation>(`approval_flow/${props.subject}/simulate`, { definition: props.flow }, { signal }),
    staleTime: 0,
    retry: false,
  });
  return (
    <Modal open width={760} title={t("flows.simulate")} footer={null} onCancel={props.onClose}>
      {found.isPending && <Bones rows={6} />}
      {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
      {found.data && found.data.documents === 0 && <Empty text={t("flows.noDocuments")} />}
      {found.data && found.data.documents > 0 && <Told told={found.data} {...props} />}
    </Modal>
  );
}

function Told(props: { told: Simulation; entity: string; flow: Flow; onClose: () => void }) {
  const { told, entity, flow } = props;
  const most = Math.max(1, ...told.people.map((one) => one.documents));
  const nobody = Object.values(told.empty).reduce((sum, one) => sum + one, 0);
  return (
    <div className="stack simulation">
      <p>
        {t("flows.tried", { n: told.documents })}
        {Object.entries(told.steps)
          .map(([steps, n]) => t("flows.stepsN", { steps, n }))
          .join("，")}
      </p>
      {told.hours && <Hours hours={told.hours} flow={flow} />}
      {told.no_way > 0 && <p className="field__error">{t("flows.noWay", { n: told.no_way })}</p>}
      {nobody > 0 && <p className="field__warn">{t("flows.nobodyN", { n: nobody })}</p>}
      <h3>{t("flows.load")}</h3>
      <ul className="simulation__people">
        {told.people.map((one) => (
          <li key={one.id}>
            <span className="ellipsis">{one.title}</span>
            <span className="progress">
              <span style={{ width: `${(100 * one.documents) / most}%` }} />
            </span>
            <span className="num">{one.documents}</span>
          </li>
        ))}
      </ul>
      <h3>{t("flows.newest", { n: told.tried.length })}</h3>
      <ScrollX label={t("flows.newest", { n: told.tried.length })}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t("flows.document")}</th>
              <th scope="col">{t("flows.by")}</th>
              <th scope="col">{t("flows.way")}</th>
            </tr>
          </thead>
          <tbody>
            {told.tried.map((one) => (
              <tr key={one.id}>
                <td>
                  {one.title ? (
                    <Link to="/r/$entity/$id" params={{ entity, id: String(one.id) }} onClick={props.onClose}>
                      {one.title}
                    </Link>
                  ) : (
                    <span className="muted">{t("flows.notYours", { id: one.id })}</span>
                  )}
                </td>
                <td>{one.starter === null ? "" : (told.names[one.starter] ?? "")}</td>
                <td>{one.stops.map((stop) => stopText(stop, told.names)).join(" → ") || t("flows.passesAlone")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </div>
  );
}

function Hours({ hours, flow }: { hours: NonNullable<Simulation["hours"]>; flow: Flow }) {
  const longest = findNode(flow, hours.longest)?.name || hours.longest;
  return (
    <dl className="simulation__hours">
      <div>
        <dt>{t("flows.usualHours")}</dt>
        <dd>{span(hours.usual)}</dd>
      </div>
      <div>
        <dt>{t("flows.slowHours")}</dt>
        <dd>{span(hours.slow)}</dd>
      </div>
      <div>
        <dt>{t("flows.longest")}</dt>
        <dd>
          {longest} <span className="muted">{span(hours.nodes[hours.longest] ?? 0)}</span>
        </dd>
      </div>
    </dl>
  );
}

/** Hours as people say them: minutes below one, days from two of them. */
function span(hours: number): string {
  if (hours < 1) return t("flows.spanMinutes", { n: Math.round(hours * 60) });
  if (hours >= 48) return t("flows.spanDays", { n: Math.round(hours / 2.4) / 10 });
  return t("flows.spanHours", { n: hours < 10 ? hours : Math.round(hours) });
}

function stopText(stop: Tried["stops"][number], names: Record<string, string>): string {
  if (stop.is_open) return `${stop.name}（${t("flows.w_chosen")}）`;
  if (stop.people.length === 0) return `${stop.name}（${t("flows.foundNobody")}）`;
  const told = stop.people.slice(0, 3).map((id) => names[id] ?? `#${id}`);
  return `${stop.name}（${told.join("、")}${stop.people.length > 3 ? ` +${stop.people.length - 3}` : ""}）`;
}
