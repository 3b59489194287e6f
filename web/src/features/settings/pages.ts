import type { Me } from "@/api/types";
import type { MessageKey } from "@/i18n";
import type { IconName } from "@/ui/Icon";

export interface SettingsPage {
  to: string;
  label: MessageKey;
  icon: IconName;
  /** The word in `me.admin` that opens it; everybody may see pages without one. */
  admin?: string[];
}

const PAGES: SettingsPage[] = [
  { to: "/settings/org", label: "settings.org", icon: "org", admin: ["org", "roles", "security"] },
  { to: "/settings/roles", label: "settings.roles", icon: "shield", admin: ["roles"] },
  { to: "/settings/dictionaries", label: "settings.dictionaries", icon: "book", admin: ["dictionaries"] },
  { to: "/settings/fields", label: "settings.fields", icon: "columns", admin: ["customfields"] },
  { to: "/settings/audit", label: "settings.audit", icon: "list", admin: ["audit"] },
  { to: "/settings/me", label: "settings.me", icon: "gear" },
];

/** The server has the last word; this only keeps closed doors out of the menu. */
export const settingsPages = (me: Me): SettingsPage[] =>
  PAGES.filter((page) => !page.admin || page.admin.some((word) => me.admin.includes(word)));
