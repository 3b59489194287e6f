import { isTyping, useKeys } from "@/ui/hooks";

/** j and k walk through the queue; m merges, x says “not the same”. Nothing happens behind a dialog. */
export function usePairKeys(acts: {
  next?: () => void;
  previous?: () => void;
  merge?: () => void;
  apart?: () => void;
}) {
  useKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector(".ant-modal-wrap, .ant-drawer-open")) return;
    const act = { j: acts.next, k: acts.previous, m: acts.merge, x: acts.apart }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
