/** Menu, top bar, page, phone bar. Everything here is small: the pages and pickers come when they are needed. */
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { Drawer } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { useLive } from "@/features/jobs/useLive";
import { openPalette } from "@/features/palette/open";
import { settingsPages } from "@/features/settings/pages";
import { type MessageKey, t } from "@/i18n";
import { companyName, useMe, useMeta } from "@/meta/hooks";
import { creatable, menuGroups } from "@/meta/nav";
import { openForm } from "@/records/openForm";
import { type AppPage, navPages } from "@/slots/pages";
import { useIsPhone, useKeys, useOnline, useStored } from "@/ui/hooks";
import { Icon, type IconName, Logo, toIcon } from "@/ui/Icon";
import { Bones } from "@/ui/parts";
import { TopBar } from "./TopBar";

const JobTray = lazy(() => import("@/features/jobs/JobTray"));

function Item(props: {
  to: string;
  params?: Record<string, string>;
  icon: IconName;
  label: string;
  folded?: boolean;
  onClick?: () => void;
  exact?: boolean;
}) {
  return (
    <Link
      to={props.to}
      params={props.params as never}
      className="menu__item"
      activeProps={{ className: "menu__item is-active", "aria-current": "page" }}
      activeOptions={{ exact: props.exact ?? false, includeSearch: false }}
      title={props.folded ? props.label : undefined}
      aria-label={props.folded ? props.label : undefined}
      onClick={props.onClick}
    >
      <Icon name={props.icon} size={18} />
      {!props.folded && <span className="ellipsis">{props.label}</span>}
    </Link>
  );
}

function Menu({ folded, onPick }: { folded?: boolean; onPick?: () => void }) {
  const meta = useMeta();
  const me = useMe();
  const pages = settingsPages(me);
  const added = (group: string): React.ReactNode =>
    navPages(group, me, meta).map((page) => <Added key={page.path} page={page} folded={folded} onPick={onPick} />);
  return (
    <nav className="menu" aria-label={t("app.menu")}>
      <Item to="/" exact icon="home" label={t("app.home")} folded={folded} onClick={onPick} />
      {added("top")}
      {menuGroups(meta).map((group) => (
        <div key={group.key} className="menu__group">
          {!folded && group.label && <div className="menu__title">{group.label}</div>}
          {group.entities.map((entity) => (
            <Item
              key={entity.key}
              to="/r/$entity"
              params={{ entity: entity.key }}
              icon={toIcon(entity.icon)}
              label={entity.plural}
              folded={folded}
              onClick={onPick}
            />
          ))}
          {added(group.key)}
        </div>
      ))}
      <div className="menu__group">
        {!folded && <div className="menu__title">{t("app.settings")}</div>}
        {pages.map((page) => (
          <Item key={page.to} to={page.to} icon={page.icon} label={t(page.label)} folded={folded} onClick={onPick} />
        ))}
        {added("settings")}
      </div>
    </nav>
  );
}

function Added({ page, folded, onPick }: { page: AppPage; folded?: boolean; onPick?: () => void }) {
  if (!page.nav) return null;
  const { icon, label } = page.nav;
  return <Item to={page.path} icon={icon} label={t(label)} folded={folded} onClick={onPick} />;
}

function PhoneBar({ unread }: { unread: number }) {
  const meta = useMeta();
  const first = menuGroups(meta)[0]?.entities[0];
  const make = creatable(meta)[0];
  const hasToday = navPages("top", useMe(), meta).some((page) => page.path === "/today");
  const item = (to: string, icon: IconName, label: string, params?: Record<string, string>, badge = 0) => (
    <Link
      to={to}
      params={params as never}
      className="phonebar__item"
      activeProps={{ className: "phonebar__item is-active" }}
      activeOptions={{ exact: true, includeSearch: false }}
    >
      <span className="badge-holder">
        <Icon name={icon} size={21} />
        {badge > 0 && <span className="badge">{badge > 99 ? "99+" : badge}</span>}
      </span>
      {label}
    </Link>
  );
  return (
    <nav className="phonebar" aria-label={t("app.phoneMenu")}>
      {hasToday ? item("/today", "sun", t("app.today")) : item("/", "home", t("app.home"))}
      {first && item("/r/$entity", toIcon(first.icon), first.plural, { entity: first.key })}
      {make && (
        <button
          type="button"
          className="phonebar__add"
          aria-label={t("list.create", { label: make.label })}
          onClick={() => void openForm({ entity: make.key })}
        >
          <Icon name="plus" size={24} />
        </button>
      )}
      {item("/inbox", "bell", t("app.inbox"), undefined, unread)}
      {item("/settings/me", "user", t("app.me"))}
    </nav>
  );
}

/** Keys that name pages in the browser's title are set by the pages; the company stands in the menu's head. */
export default function Shell() {
  const meta = useMeta();
  const online = useOnline();
  const phone = useIsPhone();
  const location = useLocation();
  const [folded, setFolded] = useStored("kezhou.menu.folded", false);
  const [drawer, setDrawer] = useState(false);
  const { unread, hasJobs } = useLive();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the drawer
  useEffect(() => setDrawer(false), [location.pathname]);
  useKeys((event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
    }
  });
  return (
    <div className={`shell${folded ? " is-folded" : ""}`}>
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <TopBar unread={unread} onMenu={() => setDrawer(true)} />
      {!online && (
        <div className="offline" role="alert">
          <Icon name="warning" size={14} /> {t("app.offline")}
        </div>
      )}
      <div className="shell__body">
        {!phone && (
          <aside className="shell__side">
            <Menu folded={folded} />
            <button
              type="button"
              className="shell__fold"
              aria-label={t((folded ? "app.unfold" : "app.fold") as MessageKey)}
              onClick={() => setFolded(!folded)}
            >
              <Icon name={folded ? "right" : "left"} />
            </button>
          </aside>
        )}
        <main id="main" className="shell__main" tabIndex={-1}>
          <Suspense fallback={<Bones rows={8} />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {phone && <PhoneBar unread={unread} />}
      {phone && (
        <Drawer
          open={drawer}
          placement="left"
          size={272}
          onClose={() => setDrawer(false)}
          title={
            <span className="row">
              <Logo size={24} /> {companyName(meta) || t("app.name")}
            </span>
          }
        >
          <Menu onPick={() => setDrawer(false)} />
        </Drawer>
      )}
      {hasJobs && (
        <Suspense fallback={null}>
          <JobTray />
        </Suspense>
      )}
    </div>
  );
}
