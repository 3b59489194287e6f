import { Link, Outlet } from "@tanstack/react-router";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { Dialogs } from "@/ui/dialogs";
import { Logo } from "@/ui/Icon";
import { Empty, Failure } from "@/ui/parts";

/** Dialogs stand beside the pages and inside the router: what they show may link to records. */
export function Root() {
  return (
    <>
      <Outlet />
      <Dialogs />
    </>
  );
}

export function NotFound() {
  return (
    <div className="page">
      <Empty
        text={t("app.notFound")}
        hint={t("app.notFoundHint")}
        action={
          <Link to="/" className="link-button">
            {t("app.goHome")}
          </Link>
        }
      />
    </div>
  );
}

export function Crash({ error }: { error: unknown }) {
  return <Failure message={messageOf(error)} onRetry={() => location.reload()} />;
}

export function Starting() {
  return (
    <div className="starting" role="status" aria-label={t("state.loading")}>
      <Logo size={48} />
    </div>
  );
}
