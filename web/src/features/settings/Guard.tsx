import type { ReactNode } from "react";
import { useMe } from "@/meta/hooks";
import { useTitle } from "@/ui/hooks";
import { NoPermission, PageHead } from "@/ui/parts";
import { settingsPages } from "./pages";

/** A settings page with its heading, or the reason why it is closed. */
export function SettingsFrame({
  to,
  title,
  hint,
  extra,
  children,
}: {
  to: string;
  title: string;
  hint?: string;
  extra?: ReactNode;
  children: ReactNode;
}) {
  const me = useMe();
  useTitle(title);
  if (!settingsPages(me).some((page) => page.to === to)) return <NoPermission />;
  return (
    <div className="page">
      <PageHead title={title} extra={extra}>
        {hint && <span className="muted">{hint}</span>}
      </PageHead>
      {children}
    </div>
  );
}
