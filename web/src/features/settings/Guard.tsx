import type { ReactNode } from "react";
import { useTitle } from "@/ui/hooks";
import { PageHead } from "@/ui/parts";

/** A settings page with its heading. The router has checked that it is open to this person. */
export function SettingsFrame({
  title,
  hint,
  extra,
  children,
}: {
  title: string;
  hint?: string;
  extra?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <div className="page">
      <PageHead title={title} extra={extra}>
        {hint && <span className="muted">{hint}</span>}
      </PageHead>
      {children}
    </div>
  );
}
