/** Third part of the wizard: who would get what; nothing moves before the last button. */
import { Button } from "antd";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { openDialog } from "@/ui/dialogs";
import { Avatar, Bones, Tag } from "@/ui/parts";
import { type EntityPart, type Hand, nameOfTarget, type Target, totalOf } from "./data";
import { HandDialog } from "./HandDialog";
import type { Wizard } from "./useWizard";

export function Preview({ wizard, onRun }: { wizard: Wizard; onRun: () => void }) {
  const { choice, draft, plan, busy, outdated } = wizard;
  const total = draft ? totalOf(draft) : 0;
  const some = total > 0 || (draft?.duties.length ?? 0) > 0;
  const adjust = async (part: EntityPart): Promise<void> => {
    if (!draft) return;
    const people = choice.successors.flatMap(({ person }) => (person ? [person] : []));
    const hand = await openDialog<Hand[]>((close) => (
      <HandDialog draft={draft} part={part} people={people} hand={choice.hand} onClose={close} />
    ));
    if (hand) await wizard.preview(hand);
  };
  return (
    <section className="panel handover__step" aria-labelledby="handover-3">
      <h2 id="handover-3">
        <span className="handover__number">3</span>
        {t("handover.step3")}
      </h2>
      {wizard.problem && (
        <p className="handover__problem" role="alert">
          {wizard.problem}
        </p>
      )}
      {busy && !draft && <Bones rows={3} />}
      {draft && (
        <div className={outdated ? "handover__parts is-old" : "handover__parts"}>
          {!some && <p className="muted">{t("handover.nothing")}</p>}
          {draft.entities.map((part) => (
            <PartCard key={part.key} part={part} onAdjust={() => void adjust(part)} canAdjust={!outdated && !busy} />
          ))}
          {draft.duties.map((duty) => (
            <p key={`${duty.key}-${duty.person.id}`} className="handover__line">
              {duty.label} · {duty.person.title} → <strong>{duty.to.title}</strong>
            </p>
          ))}
        </div>
      )}
      <div className="savebar handover__bar">
        <Button
          type={draft && !outdated ? "default" : "primary"}
          disabled={!plan}
          loading={busy}
          onClick={() => void wizard.preview()}
        >
          {t(draft ? "handover.previewAgain" : "handover.preview")}
        </Button>
        {draft && !outdated && (
          <Button type="primary" disabled={!some || busy} onClick={onRun}>
            {t("handover.run", { n: total.toLocaleString() })}
          </Button>
        )}
        <span className={outdated ? "savebar__people" : "muted"}>
          {t(outdated ? "handover.outdated" : "handover.previewHint")}
        </span>
        {choice.hand.length > 0 && (
          <span className="muted">
            {t("handover.handSet", { n: choice.hand.reduce((n, line) => n + line.ids.length, 0) })}
          </span>
        )}
      </div>
    </section>
  );
}

function PartCard({ part, onAdjust, canAdjust }: { part: EntityPart; onAdjust: () => void; canAdjust: boolean }) {
  const moving = part.targets.reduce((n, target) => n + target.count, 0);
  return (
    <article className="handover__part">
      <header className="row row--between">
        <h3>
          {part.label} <span className="num muted">{moving.toLocaleString()}</span>
        </h3>
        {moving > 0 && (
          <Button size="small" disabled={!canAdjust} onClick={onAdjust}>
            {t("handover.byHand")}
          </Button>
        )}
      </header>
      <ul>
        {part.targets.map((target) => (
          <li key={`${target.user?.id}-${target.pool?.id}`} className="handover__target">
            <Avatar name={nameOfTarget(target)} size={28} />
            <div className="grow">
              <div className="row row--wrap">
                <strong>{nameOfTarget(target)}</strong>
                <Capacity target={target} />
              </div>
              <Sample sample={target.sample} />
            </div>
            <span className="handover__figure num">{target.count.toLocaleString()}</span>
          </li>
        ))}
        {part.along !== undefined && (
          <li className="handover__target">
            <span className="grow">{t("handover.along")}</span>
            <span className="handover__figure num">{part.along.toLocaleString()}</span>
          </li>
        )}
        {part.stays && (
          <li className="handover__target is-staying">
            <span className="handover__stays">{t("handover.stays")}</span>
            <div className="grow">
              <Sample sample={part.stays.sample} />
            </div>
            <span className="handover__figure num">{part.stays.count.toLocaleString()}</span>
          </li>
        )}
      </ul>
    </article>
  );
}

function Capacity({ target }: { target: Target }) {
  const found = target.capacity;
  if (!found) return null;
  return (
    <>
      <span className="muted">
        {t("handover.capacity", { held: found.held.toLocaleString(), after: found.after.toLocaleString() })}
        {found.limit !== null && ` · ${t("handover.limit", { limit: found.limit.toLocaleString() })}`}
      </span>
      {found.over && <Tag color="red">{t("handover.over")}</Tag>}
    </>
  );
}

function Sample({ sample }: { sample: Ref[] }) {
  if (sample.length === 0) return null;
  const names = sample.map((item) => item.title || `#${item.id}`).join("、");
  return <div className="muted handover__sample">{t("handover.sample", { names })}</div>;
}
