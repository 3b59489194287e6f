/** Short news at the bottom of the screen, with one action (most often “undo”). */
import { useSyncExternalStore } from "react";
import { t } from "@/i18n";
import { Icon } from "./Icon";

export interface ToastOptions {
  kind?: "info" | "good" | "bad" | "warn";
  action?: { label: string; run: () => void };
  ms?: number;
}

interface Toast extends ToastOptions {
  id: number;
  text: string;
}

const MAX_SHOWN = 4;
let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const dismiss = (id: number): void => change(toasts.filter((toast) => toast.id !== id));

export function toast(text: string, options: ToastOptions = {}): void {
  const id = nextId++;
  change([...toasts, { id, text, ...options }].slice(-MAX_SHOWN));
  const ms = options.ms ?? (options.action ? 8_000 : options.kind === "bad" ? 7_000 : 3_500);
  setTimeout(() => dismiss(id), ms);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((item) => (
        <div key={item.id} className={`toast toast--${item.kind ?? "info"}`}>
          <Icon name={item.kind === "bad" || item.kind === "warn" ? "warning" : "check"} />
          <span className="toast__text">{item.text}</span>
          {item.action && (
            <button
              type="button"
              className="toast__action"
              onClick={() => {
                item.action?.run();
                dismiss(item.id);
              }}
            >
              {item.action.label}
            </button>
          )}
          <button
            type="button"
            className="toast__close"
            aria-label={t("common.close")}
            onClick={() => dismiss(item.id)}
          >
            <Icon name="close" size={12} />
          </button>
        </div>
      ))}
    </div>
  );
}
