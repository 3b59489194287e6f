import { type ReactNode, useSyncExternalStore } from "react";
import { currentLocale, LOCALES, onLocale, setLocale, t } from "@/i18n";
import "@/i18n/words/signIn";
import { Logo } from "@/ui/Icon";

/** The page around sign-in, application and password change. */
export function AuthFrame({ title, children, wide }: { title: string; children: ReactNode; wide?: boolean }) {
  const locale = useSyncExternalStore(onLocale, currentLocale);
  return (
    <div className="auth">
      <header className="auth__head">
        <span className="auth__brand">
          <Logo size={34} />
          <span>
            <strong>{t("app.name")}</strong>
            <small>{t("auth.slogan")}</small>
          </span>
        </span>
        <nav className="auth__langs" aria-label={t("locale.title")}>
          {LOCALES.map((item) => (
            <button
              key={item.value}
              type="button"
              className="plain-button"
              aria-pressed={item.value === locale}
              onClick={() => setLocale(item.value)}
            >
              {item.label}
            </button>
          ))}
        </nav>
      </header>
      <main className={`panel auth__box${wide ? " auth__box--wide" : ""}`}>
        <h1>{title}</h1>
        {children}
      </main>
      <footer className="auth__foot muted">{t("auth.foot")}</footer>
    </div>
  );
}
