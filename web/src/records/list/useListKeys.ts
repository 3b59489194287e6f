/** ↑↓ row · Enter open · x select · e edit · n new · / search. */
import { isTyping, useKeys } from "@/ui/hooks";

export interface ListKeys {
  count: number;
  active: number;
  setActive: (index: number) => void;
  open: (index: number) => void;
  select: (index: number) => void;
  edit: (index: number) => void;
  create: () => void;
  search: () => void;
  clear: () => void;
}

export function useListKeys(keys: ListKeys): void {
  useKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector(".ant-modal-wrap, .ant-drawer-open")) return;
    const target = event.target as HTMLElement;
    const onControl = target.closest("button, a, [role=tab], [role=menuitem], [role=combobox]") !== null;
    const has = keys.active >= 0 && keys.active < keys.count;
    const actions = new Map<string, (() => void) | undefined>([
      ["ArrowDown", () => keys.setActive(Math.min(keys.active + 1, keys.count - 1))],
      ["ArrowUp", () => keys.setActive(Math.max(keys.active - 1, 0))],
      ["Enter", has && !onControl ? () => keys.open(keys.active) : undefined],
      ["x", has ? () => keys.select(keys.active) : undefined],
      ["e", has ? () => keys.edit(keys.active) : undefined],
      ["n", keys.create],
      ["/", keys.search],
      ["Escape", keys.clear],
    ]);
    const action = actions.get(event.key);
    if (!action || (onControl && event.key.startsWith("Arrow") && target.getAttribute("role") === "tab")) return;
    event.preventDefault();
    action();
  });
}
