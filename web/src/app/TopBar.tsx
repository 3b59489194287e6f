import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Dropdown, Popover } from "antd";
import { lazy, Suspense, useState } from "react";
import { patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { openPalette } from "@/features/palette/open";
import { currentLocale, LOCALES, setLocale, t } from "@/i18n";
import { useMe, useMeta } from "@/meta/hooks";
import { creatable } from "@/meta/nav";
import { dropAllDrafts } from "@/records/form/draft";
import { openForm } from "@/records/openForm";
import { useIsPhone } from "@/ui/hooks";
import { Icon, Logo, toIcon } from "@/ui/Icon";
import { Avatar, Bones, Kbd } from "@/ui/parts";
import { setTheme, type ThemeChoice, useThemeChoice } from "@/ui/theme";
import { toast } from "@/ui/toast";

const InboxList = lazy(() => import("@/features/inbox/InboxList"));

export function TopBar({ unread, onMenu }: { unread: number; onMenu: () => void }) {
  const me = useMe();
  const meta = useMeta();
  const phone = useIsPhone();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [inbox, setInbox] = useState(false);
  const theme = useThemeChoice();

  const keep = (values: Record<string, string>): void => {
    patch("me", values)
      .then(() => client.invalidateQueries({ queryKey: ["me"] }))
      .catch((error: unknown) => toast(messageOf(error), { kind: "bad" }));
  };
  const signOut = async (): Promise<void> => {
    await post("auth/logout").catch(() => undefined);
    dropAllDrafts();
    client.clear();
    void navigate({ to: "/sign-in" });
  };
  const create = async (entity: string): Promise<void> => {
    const made = await openForm({ entity });
    if (made) void navigate({ to: "/r/$entity/$id", params: { entity, id: String(made.id) } });
  };
  const things = creatable(meta);
  const themes: { value: ThemeChoice; label: string; icon: "sun" | "moon" | "gear" }[] = [
    { value: "light", label: t("theme.light"), icon: "sun" },
    { value: "dark", label: t("theme.dark"), icon: "moon" },
    { value: "auto", label: t("theme.system"), icon: "gear" },
  ];
  return (
    <header className="topbar">
      {phone && (
        <button type="button" className="topbar__button" aria-label={t("app.menu")} onClick={onMenu}>
          <Icon name="menu" size={20} />
        </button>
      )}
      <Link to="/" className="topbar__brand">
        <Logo size={28} />
        <span>{t("app.name")}</span>
      </Link>
      <span className="grow" />
      {phone ? (
        <button type="button" className="topbar__button" aria-label={t("palette.open")} onClick={openPalette}>
          <Icon name="search" size={20} />
        </button>
      ) : (
        <button type="button" className="topbar__search" onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" />
          <span className="grow ellipsis">{t("palette.placeholder")}</span>
          <Kbd>Ctrl K</Kbd>
        </button>
      )}
      {things.length > 0 && !phone && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: things.map((entity) => ({
              key: entity.key,
              icon: <Icon name={toIcon(entity.icon)} />,
              label: t("list.create", { label: entity.label }),
              onClick: () => void create(entity.key),
            })),
          }}
        >
          <button type="button" className="topbar__add" aria-label={t("app.create")} title={t("app.create")}>
            <Icon name="plus" size={18} />
          </button>
        </Dropdown>
      )}
      {!phone && (
        <Popover
          open={inbox}
          onOpenChange={setInbox}
          trigger="click"
          placement="bottomRight"
          arrow={false}
          content={
            <Suspense fallback={<Bones rows={4} />}>
              <InboxList onPick={() => setInbox(false)} />
            </Suspense>
          }
        >
          <button
            type="button"
            className="topbar__button"
            aria-label={unread > 0 ? t("inbox.unread", { n: unread }) : t("app.inbox")}
          >
            <span className="badge-holder">
              <Icon name="bell" size={18} />
              {unread > 0 && <span className="badge">{unread > 99 ? "99+" : unread}</span>}
            </span>
          </button>
        </Popover>
      )}
      <Dropdown
        trigger={["click"]}
        menu={{
          selectable: true,
          selectedKeys: [`theme-${theme}`, `locale-${currentLocale()}`],
          items: [
            {
              type: "group",
              key: "themes",
              label: t("theme.title"),
              children: themes.map((item) => ({
                key: `theme-${item.value}`,
                icon: <Icon name={item.icon} />,
                label: item.label,
                onClick: () => {
                  setTheme(item.value);
                  keep({ theme: item.value });
                },
              })),
            },
            {
              type: "group",
              key: "locales",
              label: t("locale.title"),
              children: LOCALES.map((item) => ({
                key: `locale-${item.value}`,
                icon: <Icon name="globe" />,
                label: item.label,
                onClick: () => {
                  setLocale(item.value);
                  keep({ locale: item.value });
                },
              })),
            },
          ],
        }}
      >
        <button type="button" className="topbar__button" aria-label={t("app.look")} title={t("app.look")}>
          <Icon name="sun" size={18} />
        </button>
      </Dropdown>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "who", type: "group", label: `${me.name} · ${me.department?.title ?? me.username}` },
            {
              key: "me",
              icon: <Icon name="user" />,
              label: t("settings.me"),
              onClick: () => void navigate({ to: "/settings/me" }),
            },
            { key: "out", icon: <Icon name="logout" />, label: t("app.signOut"), onClick: () => void signOut() },
          ],
        }}
      >
        <button type="button" className="topbar__me" aria-label={t("app.userMenu", { name: me.name })}>
          <Avatar name={me.name} size={30} />
        </button>
      </Dropdown>
    </header>
  );
}
