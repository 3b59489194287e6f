/** A row of tabs that scrolls sideways when there are many; arrow keys move. */
import { type KeyboardEvent, type ReactNode, useRef } from "react";

export interface TabItem {
  key: string;
  label: ReactNode;
  /** Small grey figure behind the label. */
  count?: string;
}

export function Tabs(props: {
  items: TabItem[];
  active: string;
  onChange: (key: string) => void;
  label: string;
  extra?: ReactNode;
  /** id of the element that the tabs switch */
  controls?: string;
}) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = props.items.findIndex((item) => item.key === props.active);
    const next = props.items[(at + step + props.items.length) % props.items.length];
    if (!next) return;
    props.onChange(next.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.key)}"]`)?.focus();
  };
  return (
    <div className="tabs">
      <div className="tabs__list" role="tablist" aria-label={props.label} ref={list} onKeyDown={move}>
        {props.items.map((item) => (
          <button
            key={item.key}
            data-key={item.key}
            type="button"
            role="tab"
            aria-selected={item.key === props.active}
            aria-controls={props.controls}
            tabIndex={item.key === props.active ? 0 : -1}
            className="tabs__tab"
            onClick={() => props.onChange(item.key)}
          >
            {item.label}
            {item.count !== undefined && <span className="tabs__count">{item.count}</span>}
          </button>
        ))}
      </div>
      {props.extra && <div className="tabs__extra">{props.extra}</div>}
    </div>
  );
}
