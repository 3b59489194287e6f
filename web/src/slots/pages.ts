/** Pages that modules add to the app. The router takes them at start; each is loaded when somebody goes there. */
import type { ComponentType } from "react";
import type { Me, Meta } from "@/api/types";
import type { MessageKey } from "@/i18n";
import type { IconName } from "@/ui/Icon";

export interface AppPage {
  /** Of the address, with places such as `/pools/$id`. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** A line of the menu; left out for pages that are reached from others. */
  nav?: {
    /** `top` beside the home page, `settings`, or the key of an entity group such as `customers`. */
    group: string;
    /** A word of the main dictionaries: the menu is drawn before the page's own words are loaded. */
    label: MessageKey;
    icon: IconName;
    order: number;
    /** Whether this person sees the line. The server has the last word. */
    open?: (me: Me, meta: Meta) => boolean;
  };
}

const pages = new Map<string, AppPage>();

export function addPage(page: AppPage): void {
  pages.set(page.path, page);
}

const targets = new Map<string, (id: number) => string>();

/** Where a message leads that is about something which is no entity. */
export function addTarget(key: string, path: (id: number) => string): void {
  targets.set(key, path);
}

/** The address of what a message is about. */
export const targetOf = (key: string, id: number): string => targets.get(key)?.(id) ?? `/r/${key}/${id}`;

export const addedPages = (): AppPage[] => [...pages.values()];

export const navPages = (group: string, me: Me, meta: Meta): AppPage[] =>
  addedPages()
    .filter((page) => page.nav?.group === group && (page.nav.open?.(me, meta) ?? true))
    .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0));
