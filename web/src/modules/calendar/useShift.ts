/** Giving an item another day or hour by hand: dragged, or with the arrow keys and Enter. Until then nothing is saved. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { DAY_MINUTES, daysBetween, shifted } from "./time";
import { type Item, keyOf } from "./types";

const STEP = 15;
/** A pointer that moved less still clicks. */
const SLOP_PX = 5;

interface Pending {
  item: Item;
  days: number;
  minutes: number;
  by: "pointer" | "keys";
}

interface Spot {
  day: string;
  /** Of the day; null where the place says no time. */
  minutes: number | null;
}

/** Which day, and which time of it, lies under a point of the screen. */
function spotAt(x: number, y: number): Spot | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const cell = element.closest<HTMLElement>("[data-day]");
    if (!cell?.dataset.day) continue;
    const box = cell.getBoundingClientRect();
    const timed = cell.dataset.timed === "true" && box.height > 0;
    return { day: cell.dataset.day, minutes: timed ? ((y - box.top) / box.height) * DAY_MINUTES : null };
  }
  return null;
}

/** The button comes up where something else lies now; that must not be clicked. */
function swallowClick(): void {
  const stop = (event: Event): void => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 0);
}

export interface Handles {
  onPointerDown: (event: PointerEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** `timed`: the view has hours, so that up and down mean time; else they mean a week. */
export function useShift(timed: boolean, commit: (item: Item, next: Item) => void) {
  const [pending, setPending] = useState<Pending | null>(null);
  const release = useRef<() => void>(() => {});
  const key = pending && keyOf(pending.item);
  const next = pending && shifted(pending.item, pending.days, pending.minutes);

  // The item may stand in another day now, as another element.
  const follow = pending?.by === "keys" ? `${key} ${next?.starts_at}` : null;
  useEffect(() => {
    if (follow) document.querySelector<HTMLElement>(`[data-item="${CSS.escape(follow.split(" ")[0] ?? "")}"]`)?.focus();
  }, [follow]);
  useEffect(() => () => release.current(), []);

  const settle = (done: Pending): void => {
    setPending(null);
    commit(done.item, shifted(done.item, done.days, done.minutes));
  };

  const grab = (event: PointerEvent, item: Item): void => {
    const from = spotAt(event.clientX, event.clientY);
    if (!item.can_move || event.button !== 0 || event.pointerType === "touch" || !from) return;
    const start = { x: event.clientX, y: event.clientY };
    let last: Pending | null = null;
    const onMove = (at: globalThis.PointerEvent): void => {
      if (!last && Math.hypot(at.clientX - start.x, at.clientY - start.y) < SLOP_PX) return;
      const to = spotAt(at.clientX, at.clientY);
      if (!to) return;
      const byTime = !item.all_day && from.minutes !== null && to.minutes !== null;
      const minutes = byTime ? Math.round(((to.minutes ?? 0) - (from.minutes ?? 0)) / STEP) * STEP : 0;
      last = { item, days: daysBetween(from.day, to.day), minutes, by: "pointer" };
      setPending(last);
    };
    const onUp = (): void => {
      release.current();
      if (!last) return;
      swallowClick();
      settle(last);
    };
    const onKey = (at: globalThis.KeyboardEvent): void => {
      if (at.key !== "Escape") return;
      release.current();
      setPending(null);
    };
    release.current = () => {
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", onUp);
      window.removeEventListener("keydown", onKey);
    };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("keydown", onKey);
  };

  const press = (event: KeyboardEvent, item: Item): void => {
    const mine = pending?.by === "keys" && key === keyOf(item) ? pending : null;
    const vertical = timed && !item.all_day ? { days: 0, minutes: STEP } : { days: 7, minutes: 0 };
    const steps: Record<string, { days: number; minutes: number }> = {
      ArrowLeft: { days: -1, minutes: 0 },
      ArrowRight: { days: 1, minutes: 0 },
      ArrowUp: { days: -vertical.days, minutes: -vertical.minutes },
      ArrowDown: vertical,
    };
    const step = steps[event.key];
    if (step && item.can_move) {
      event.preventDefault();
      const base = mine ?? { item, days: 0, minutes: 0, by: "keys" as const };
      setPending({ ...base, days: base.days + step.days, minutes: base.minutes + step.minutes });
    } else if (mine && event.key === "Enter") {
      event.preventDefault();
      settle(mine);
    } else if (mine && event.key === "Escape") setPending(null);
  };

  return {
    /** The items as they stand while one of them is being moved. */
    apply: (items: Item[]): Item[] =>
      next ? items.map((item) => (keyOf(item) === key && pending ? next : item)) : items,
    handles: (item: Item): Handles => {
      const stored = key === keyOf(item) && pending ? pending.item : item;
      return { onPointerDown: (event) => grab(event, stored), onKeyDown: (event) => press(event, stored) };
    },
    pendingKey: key,
    /** To be read out while the keys move something. */
    pendingItem: pending?.by === "keys" ? next : null,
  };
}
