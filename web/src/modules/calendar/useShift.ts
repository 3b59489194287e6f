/** Giving an item another day or hour by hand: dragged with the mouse, held and dragged with a finger, or with the arrow
 * keys and Enter. Until then nothing is saved. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { DAY_MINUTES, daysBetween, shifted } from "./time";
import { type Item, keyOf } from "./types";

const STEP = 15;
/** A pointer that moved less still clicks. */
const SLOP_PX = 5;
/** A finger that rests so long takes the item; one that moves before scrolls the page. */
const HOLD_MS = 350;
const FINGER_SLOP_PX = 10;
/** So near to the edge of what scrolls, an item that is held goes on beyond it. */
const EDGE_PX = 56;
const CREEP_PX = 10;
const CREEP_MS = 30;

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

/** Scrolls what lies under a held item when it comes near the edge. */
function creep({ x, y }: { x: number; y: number }): boolean {
  const box = document.elementFromPoint(x, y)?.closest<HTMLElement>(".cal-hours");
  const { top, bottom } = box?.getBoundingClientRect() ?? { top: 0, bottom: window.innerHeight };
  const by =
    y < Math.max(top, 0) + EDGE_PX ? -CREEP_PX : y > Math.min(bottom, window.innerHeight) - EDGE_PX ? CREEP_PX : 0;
  if (by !== 0) (box ?? window).scrollBy(0, by);
  return by !== 0;
}

export interface Handles {
  onPointerDown: (event: PointerEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** `timed`: the view has hours, so that up and down mean time; else they mean a week. */
export function useShift(timed: boolean, commit: (item: Item, next: Item) => void) {
  const [pending, setPending] = useState<Pending | null>(null);
  const release = useRef<() => void>(() => {});
  const held = useRef(false);
  const key = pending && keyOf(pending.item);
  const next = pending && shifted(pending.item, pending.days, pending.minutes);

  // The item may stand in another day now, as another element.
  const follow = pending?.by === "keys" ? `${key} ${next?.starts_at}` : null;
  useEffect(() => {
    if (follow) document.querySelector<HTMLElement>(`[data-item="${CSS.escape(follow.split(" ")[0] ?? "")}"]`)?.focus();
  }, [follow]);
  useEffect(() => () => release.current(), []);
  useEffect(() => {
    // There before a finger comes down: what is added later may not stop the scrolling any more.
    const stay = (event: TouchEvent): void => {
      if (held.current) event.preventDefault();
    };
    document.addEventListener("touchmove", stay, { passive: false });
    return () => document.removeEventListener("touchmove", stay);
  }, []);

  const settle = (done: Pending): void => {
    setPending(null);
    commit(done.item, shifted(done.item, done.days, done.minutes));
  };

  const grab = (event: PointerEvent, item: Item): void => {
    const from = spotAt(event.clientX, event.clientY);
    if (!item.can_move || event.button !== 0 || !from) return;
    release.current();
    const touch = event.pointerType === "touch";
    const start = { x: event.clientX, y: event.clientY };
    const target = event.currentTarget;
    let point = start;
    let last: Pending | null = null;
    let isHeld = !touch;

    const follow = (): void => {
      const to = spotAt(point.x, point.y);
      if (!to) return;
      const byTime = !item.all_day && from.minutes !== null && to.minutes !== null;
      const minutes = byTime ? Math.round(((to.minutes ?? 0) - (from.minutes ?? 0)) / STEP) * STEP : 0;
      last = { item, days: daysBetween(from.day, to.day), minutes, by: "pointer" };
      setPending(last);
    };
    const onMove = (at: globalThis.PointerEvent): void => {
      point = { x: at.clientX, y: at.clientY };
      const way = Math.hypot(point.x - start.x, point.y - start.y);
      if (!isHeld) {
        if (way > FINGER_SLOP_PX) release.current();
        return;
      }
      if (last || way >= SLOP_PX) follow();
    };
    const onUp = (): void => {
      release.current();
      if (!touch && !last) return;
      if (isHeld) swallowClick();
      if (last) settle(last);
      else setPending(null);
    };
    const drop = (): void => {
      release.current();
      setPending(null);
    };
    const onKey = (at: globalThis.KeyboardEvent): void => {
      if (at.key === "Escape") drop();
    };
    // The page must not scroll under a finger that holds something, nor open the menu of a long press. The element
    // may be drawn anew elsewhere meanwhile; what a finger does is still told to the one that it came down on.
    const onTouch = (at: Event): void => {
      if (isHeld) at.preventDefault();
    };
    const onMenu = (at: Event): void => at.preventDefault();
    const hold = touch
      ? setTimeout(() => {
          isHeld = true;
          held.current = true;
          navigator.vibrate?.(12);
          setPending({ item, days: 0, minutes: 0, by: "pointer" });
        }, HOLD_MS)
      : undefined;
    const creeping = touch ? setInterval(() => isHeld && creep(point) && last && follow(), CREEP_MS) : undefined;
    release.current = () => {
      clearTimeout(hold);
      clearInterval(creeping);
      held.current = false;
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", onUp);
      window.removeEventListener("pointercancel", drop);
      window.removeEventListener("keydown", onKey);
      window.removeEventListener("contextmenu", onMenu);
      target.removeEventListener("touchmove", onTouch);
    };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("pointercancel", drop);
    window.addEventListener("keydown", onKey);
    if (touch) {
      window.addEventListener("contextmenu", onMenu);
      target.addEventListener("touchmove", onTouch, { passive: false });
    }
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
