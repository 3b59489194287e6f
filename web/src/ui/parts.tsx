/** Small pieces without state: person chip, tag, states of a page. */
import { Button } from "antd";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import { avatarTone, initials } from "./format";
import { Icon, type IconName } from "./Icon";

export function Avatar({ name, size = 22 }: { name: string; size?: number }) {
  return (
    <span
      className={`avatar avatar--${avatarTone(name)}`}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.4) }}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}

export function Person({ name }: { name: string }) {
  return (
    <span className="person">
      <Avatar name={name} />
      <span className="ellipsis">{name}</span>
    </span>
  );
}

export function Tag({ color, children }: { color?: string | null; children: ReactNode }) {
  return <span className={`tag tag--${color || "gray"}`}>{children}</span>;
}

export function Dot({ color, children }: { color?: string | null; children: ReactNode }) {
  return (
    <span className="dot-text">
      <span className={`dot dot--${color || "gray"}`} />
      {children}
    </span>
  );
}

export function IconButton(props: {
  icon: IconName;
  label: string;
  onClick?: () => void;
  active?: boolean;
  disabled?: boolean;
  size?: "small" | "middle";
}) {
  return (
    <button
      type="button"
      className={`icon-button${props.active ? " is-active" : ""}${props.size === "small" ? " is-small" : ""}`}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.active}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <Icon name={props.icon} size={props.size === "small" ? 14 : 16} />
    </button>
  );
}

/** Says what a place is for and offers the next step. */
export function Empty({ text, hint, action }: { text: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="state">
      <p className="state__text">{text}</p>
      {hint && <p className="state__hint">{hint}</p>}
      {action}
    </div>
  );
}

export function Failure({ message, onRetry }: { message: string; onRetry?: () => void }) {
  return (
    <div className="state" role="alert">
      <span className="state__mark state__mark--bad">
        <Icon name="warning" size={20} />
      </span>
      <p className="state__text">{t("state.failed")}</p>
      <p className="state__hint">{message}</p>
      {onRetry && <Button onClick={onRetry}>{t("state.retry")}</Button>}
    </div>
  );
}

/** `title` says what is missing where it need not be a right: a record may be gone. */
export function NoPermission({ title, hint, action }: { title?: string; hint?: string; action?: ReactNode }) {
  return (
    <div className="state">
      <span className="state__mark">
        <Icon name="shield" size={20} />
      </span>
      <p className="state__text">{title ?? t("state.forbidden")}</p>
      <p className="state__hint">{hint ?? t("state.forbiddenHint")}</p>
      {action}
    </div>
  );
}

export function Bone({ width = "100%", height = 14 }: { width?: number | string; height?: number }) {
  return <span className="bone" style={{ width, height }} />;
}

/** Rows of grey bars in the shape of a form or a section. */
export function Bones({ rows = 4 }: { rows?: number }) {
  const widths = ["38%", "72%", "55%", "64%", "46%"];
  return (
    <div className="bones" role="status" aria-label={t("state.loading")}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
        <Bone key={row} width={widths[row % widths.length]} />
      ))}
    </div>
  );
}

export function PageHead({ title, extra, children }: { title: ReactNode; extra?: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {children}
      <div className="page-head__extra">{extra}</div>
    </header>
  );
}

/** A wide table in a narrow place: it scrolls by itself, by the keyboard too. */
export function ScrollX({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it
    <section className="scroll-x" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="kbd">{children}</kbd>;
}
