/** On the page of an opportunity: the stages, how long it stood in each, what the next one asks for. A stage is a
 * button that moves it there. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { t } from "@/i18n";
import { useMove } from "@/records/board/useMove";
import { forget } from "@/records/data";
import type { SlotProps } from "@/slots";
import { dayOf } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Bone } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type PathStage, pathQuery } from "./data";

const PEEK = 40;
const ENDS = new Set(["won", "lost", "invalid"]);

function mark(at: number, here: number, came: number): "done" | "here" | "next" {
  if (at === here) return "here";
  return at <= came ? "done" : "next";
}

export default function StagePath({ meta, record }: SlotProps["recordBanner"]) {
  const client = useQueryClient();
  const move = useMove(meta);
  const [busy, setBusy] = useState<number | null>(null);
  const path = useQuery(pathQuery(record.id, record.version));
  const list = useRef<HTMLOListElement>(null);
  const at = path.data?.current;
  useEffect(() => {
    // On a narrow screen the present stage is shown, and a bit of the one before it.
    const step = at == null ? null : list.current?.querySelector<HTMLElement>('[aria-current="step"]')?.parentElement;
    if (step && list.current) list.current.scrollLeft = step.offsetLeft - list.current.offsetLeft - PEEK;
  }, [at]);
  if (path.isError) return null;
  if (!path.data) {
    return (
      <div className="panel stage-path">
        <Bone height={38} />
      </div>
    );
  }
  const { stages, current } = path.data;
  const now = stages.find((stage) => stage.id === current);
  const open = stages.filter((stage) => !ENDS.has(stage.kind));
  const shown = now && ENDS.has(now.kind) ? [...open, now] : open;
  if (!now || shown.length === 0) return null;
  const here = shown.indexOf(now);
  // Of one that has ended, what it never came to is not done; a stage that was skipped on the way is.
  const came = ENDS.has(now.kind) ? shown.findLastIndex((stage) => stage !== now && stage.reached) : here - 1;
  const following = ENDS.has(now.kind) ? undefined : shown[here + 1];
  const lacking = following?.required.filter((field) => !field.filled) ?? [];
  const mayMove = record._can?.update !== false && record.state === "open";
  const stale = typeof record.stale_on === "string" && record.state === "open" && record.stale_on <= dayOf(new Date());

  const go = async (stage: PathStage): Promise<void> => {
    setBusy(stage.id);
    const saved = await move(record, "stage", stage.id, stage.name);
    setBusy(null);
    await Promise.all([
      forget(client, meta.key),
      client.invalidateQueries({ queryKey: ["timeline", meta.key, String(record.id)] }),
    ]);
    if (saved) toast(t("sales.movedTo", { stage: stage.name }), { kind: "good" });
  };

  return (
    <section className="panel stage-path" aria-label={t("sales.path")}>
      <ol className="stage-path__list" ref={list}>
        {shown.map((stage, at) => {
          const state = mark(at, here, came);
          const label = (
            <>
              <span className="stage-path__name ellipsis">
                {state === "done" && <Icon name="check" size={12} />} {stage.name}
              </span>
              <span className="stage-path__days">
                {stage.days === null
                  ? stage.expected_days === null || state === "done"
                    ? "\u2007"
                    : t("sales.expected", { n: stage.expected_days })
                  : t("sales.days", { n: stage.days })}
              </span>
            </>
          );
          const tone = ENDS.has(stage.kind) ? ` is-${stage.kind}` : stale && state === "here" ? " is-stale" : "";
          return (
            <li key={stage.id} className={`stage-path__step is-${state}${tone}`}>
              {mayMove && state !== "here" && stage.allowed ? (
                <button
                  type="button"
                  disabled={busy !== null}
                  aria-busy={busy === stage.id}
                  title={t("sales.moveTo", { stage: stage.name })}
                  onClick={() => void go(stage)}
                >
                  {label}
                </button>
              ) : (
                <span aria-current={state === "here" ? "step" : undefined}>{label}</span>
              )}
            </li>
          );
        })}
      </ol>
      <div className="stage-path__below">
        {stale && now.warning_days !== null && (
          <span className="tag tag--orange">{t("sales.staleHere", { n: now.days ?? 0, limit: now.warning_days })}</span>
        )}
        {now.guide && <span className="muted">{now.guide}</span>}
        {mayMove && following && (
          <span>
            {t("sales.nextStage", { stage: following.name })}
            {following.required.map((field) => (
              <span key={field.name} className={`stage-path__need${field.filled ? " is-filled" : ""}`}>
                <Icon name={field.filled ? "check" : "edit"} size={12} /> {field.label}
                <span className="sr-only">{t(field.filled ? "sales.filled" : "sales.lacking")}</span>
              </span>
            ))}
            {lacking.length === 0 && following.required.length === 0 && (
              <span className="muted"> {t("sales.nothingNeeded")}</span>
            )}
          </span>
        )}
      </div>
    </section>
  );
}
