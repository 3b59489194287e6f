/** The steps of a request from top to bottom: who submitted, what was decided, what waits, what lies ahead. */
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { formatAgo, formatMoment } from "@/ui/format";
import { Icon, type IconName } from "@/ui/Icon";
import { Avatar } from "@/ui/parts";
import "@/ui/css/approval.css";
import { type Detail, type Step, signatureUrl, type Task, type TaskState } from "./data";
import { modeText, names, taskName } from "./parts";

type Look = "good" | "bad" | "now" | "open" | "off";

const LOOK: Record<TaskState, Look> = {
  approved: "good",
  skipped: "good",
  rejected: "bad",
  returned: "bad",
  pending: "now",
  waiting: "open",
  transferred: "off",
  cancelled: "off",
  outdated: "off",
};
const MARK: Record<Look, IconName> = { good: "check", bad: "close", now: "clock", open: "more", off: "swap" };

export function Steps({ detail }: { detail: Detail }) {
  const left = detail.state === "pending";
  return (
    <ol className="steps">
      <li className="steps__step steps__step--good">
        <span className="steps__mark">
          <Icon name="send" size={14} />
        </span>
        <div className="steps__head">
          <strong>{t("approvals.submitted")}</strong>
          <Person person={detail.asked_by} />
          <When at={detail.asked_at} />
        </div>
      </li>
      {detail.steps.map((step) => (
        <StepItem key={step.number} request={detail.id} step={step} />
      ))}
      {left &&
        detail.ahead.map((step) => (
          <li key={step.node} className="steps__step steps__step--ahead">
            <span className="steps__mark">
              <Icon name="more" size={14} />
            </span>
            <div className="steps__head">
              <strong>{step.name}</strong>
              {step.people.length > 1 && <span className="muted">{modeText(step.mode, 100)}</span>}
            </div>
            <div className="muted">
              {step.people.length > 0 ? names(step.people) : t(`approvals.empty_${step.empty}`)}
            </div>
          </li>
        ))}
      {!left && (
        <li className={`steps__step steps__step--${detail.state === "approved" ? "good" : "bad"}`}>
          <span className="steps__mark">
            <Icon name={detail.state === "approved" ? "check" : "close"} size={14} />
          </span>
          <div className="steps__head">
            <strong>{t(`approvals.s_${detail.state}`)}</strong>
            {detail.decided_at && <When at={detail.decided_at} />}
          </div>
        </li>
      )}
      {detail.copies.length > 0 && (
        <li className="steps__step steps__step--off">
          <span className="steps__mark">
            <Icon name="copy" size={14} />
          </span>
          <div className="steps__head">
            <strong>{t("approvals.copies")}</strong>
          </div>
          <div className="muted">
            {detail.copies
              .map((copy) => (copy.read_at ? t("approvals.hasRead", { name: copy.user.title }) : copy.user.title))
              .join("、")}
          </div>
        </li>
      )}
    </ol>
  );
}

/** How a whole step looks: as its most telling task. */
function lookOf(step: Step): Look {
  const looks = step.tasks.map((task) => LOOK[task.state]);
  for (const look of ["bad", "now", "open", "good"] as const) if (looks.includes(look)) return look;
  return "off";
}

function StepItem({ request, step }: { request: number; step: Step }) {
  const look = lookOf(step);
  const several = step.tasks.filter((task) => task.added_to === null && task.moved_from === null).length > 1;
  const shown = step.tasks.filter((task) => task.state !== "cancelled" || look === "off");
  return (
    <li className={`steps__step steps__step--${look}`} aria-current={look === "now" ? "step" : undefined}>
      <span className="steps__mark">
        <Icon name={MARK[look]} size={14} />
      </span>
      <div className="steps__head">
        <strong>{step.name || t("approvals.decision")}</strong>
        {several && <span className="muted">{modeText(step.mode, step.share)}</span>}
      </div>
      <ul className="steps__tasks">
        {shown.map((task) => (
          <TaskItem key={task.id} request={request} task={task} />
        ))}
      </ul>
    </li>
  );
}

function TaskItem({ request, task }: { request: number; task: Task }) {
  const name = taskName(task);
  const deputy = task.user && task.decided_by && task.decided_by.id !== task.user.id ? task.decided_by.title : "";
  const by = !task.user && task.decided_by ? task.decided_by.title : "";
  const at = task.decided_at ?? (task.state === "pending" ? task.asked_at : null);
  return (
    <li className={`steps__task steps__task--${LOOK[task.state]}`}>
      <Avatar name={by || name} size={24} />
      <div className="grow">
        <div className="row row--wrap">
          <span>{by || name}</span>
          <span className={`steps__state steps__state--${LOOK[task.state]}`}>{t(`approvals.t_${task.state}`)}</span>
          {task.place && <span className="muted">{t(`approvals.added_${task.place}`)}</span>}
          {deputy && <span className="muted">{t("approvals.by", { name: deputy })}</span>}
          {at && <When at={at} />}
        </div>
        {task.comment && <p className="steps__comment">{task.comment}</p>}
        {task.signed && (
          <img
            className="steps__signature"
            src={signatureUrl(request, task.id)}
            alt={t("approvals.signedBy", { name: by || name })}
          />
        )}
      </div>
    </li>
  );
}

const Person = ({ person }: { person: Ref | null }) => <span>{person?.title ?? t("approvals.outside")}</span>;

const When = ({ at }: { at: string }) => (
  <time className="muted" dateTime={at} title={formatMoment(at)}>
    {formatAgo(at)}
  </time>
);
