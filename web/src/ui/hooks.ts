import { type RefObject, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";

const PHONE = "(max-width: 767px)";

function subscribeMedia(query: string) {
  return (listener: () => void) => {
    const media = matchMedia(query);
    media.addEventListener("change", listener);
    return () => media.removeEventListener("change", listener);
  };
}
const subscribePhone = subscribeMedia(PHONE);

export const useIsPhone = (): boolean => useSyncExternalStore(subscribePhone, () => matchMedia(PHONE).matches);

/** The inner width of an element in pixels, as it changes; `first` until it is known. */
export function useWidth<E extends HTMLElement>(first: number): [RefObject<E | null>, number] {
  const box = useRef<E>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = (): void => {
      const { paddingLeft, paddingRight } = getComputedStyle(element);
      setWidth(Math.max(1, element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [box, width];
}

function subscribeOnline(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

export const useOnline = (): boolean => useSyncExternalStore(subscribeOnline, () => navigator.onLine);

/** Follows `value` after it has been still for `ms`. */
export function useDebounced<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** True once `active` has lasted `ms`: nothing that is quicker shows a skeleton. */
export function useAfter(active: boolean, ms = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [active, ms]);
  return active && late;
}

const TYPING = /^(INPUT|TEXTAREA|SELECT)$/;

/** True where a key press means text: single-letter shortcuts stay away from there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)) return false;
  return TYPING.test(target.tagName) || target.isContentEditable;
}

/** A key handler on the window that always sees the latest closure. */
export function useKeys(handler: (event: KeyboardEvent) => void): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => latest.current(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

/** How far a page is scrolled before what floats above it gives way, in pixels. */
const SCROLL_STEP = 12;

/** True while the page is being read downwards; what floats above it would cover what is read. At either end it is
 * false, since the page leaves room there. */
export function useReadingOn(): boolean {
  const [on, setOn] = useState(false);
  useEffect(() => {
    let last = scrollY;
    const listen = (): void => {
      const moved = scrollY - last;
      const left = document.documentElement.scrollHeight - innerHeight - scrollY;
      if (scrollY <= 0 || left <= 1) setOn(false);
      else if (Math.abs(moved) < SCROLL_STEP) return;
      else setOn(moved > 0);
      last = scrollY;
    };
    addEventListener("scroll", listen, { passive: true });
    return () => removeEventListener("scroll", listen);
  }, []);
  return on;
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · 客舟` : "客舟 CRM";
  }, [title]);
}

/** Something small that this browser remembers, such as a folded menu. */
export function useStored<T>(key: string, fallback: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const text = localStorage.getItem(key);
      return text === null ? fallback : (JSON.parse(text) as T);
    } catch {
      return fallback;
    }
  });
  const store = (next: T): void => {
    setValue(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Storage is full or forbidden: the choice lasts until the page is left.
    }
  };
  return [value, store];
}
