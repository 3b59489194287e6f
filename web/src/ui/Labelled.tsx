import type { ReactNode } from "react";

/** An input with its label above it and its error below. */
export function Labelled({
  label,
  error,
  children,
  required,
  id,
}: {
  id: string;
  label: string;
  error?: string;
  required?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`field${error ? " is-bad" : ""}`}>
      <label htmlFor={id}>
        {required && (
          <span className="field__star" aria-hidden="true">
            *
          </span>
        )}
        {label}
      </label>
      {children}
      {error && <p className="field__error">{error}</p>}
    </div>
  );
}
