/** Every address of the app. Pages are loaded when they are needed, on hover where one may be next. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { type ComponentType, lazy } from "react";
import { isStatus, whenPasswordNeeded, whenSignedOut } from "@/api/client";
import { settingsPages } from "@/features/settings/pages";
import { setLocale, toLocale } from "@/i18n";
import { entityInfo, entityQuery, meQuery, metaQuery, useMe } from "@/meta/hooks";
import { oneQuery } from "@/records/data";
import { claimDrafts } from "@/records/form/draft";
import { addedPages } from "@/slots/pages";
import { openDialog } from "@/ui/dialogs";
import { setZone } from "@/ui/format";
import { NoPermission } from "@/ui/parts";
import { adoptTheme } from "@/ui/theme";
import { queryClient } from "./client";
import { Crash, NotFound, Root, Starting } from "./pages";

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("@/features/auth/SignInPage")),
});
const apply = createRoute({
  getParentRoute: () => root,
  path: "/apply",
  component: lazyRouteComponent(() => import("@/features/auth/ApplyPage")),
});
const password = createRoute({
  getParentRoute: () => root,
  path: "/password",
  component: lazyRouteComponent(() => import("@/features/auth/PasswordPage")),
});

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: "/second-factor",
  component: lazyRouteComponent(() => import("@/features/auth/SecondFactorPage")),
  loader: async () => {
    await queryClient.ensureQueryData(meQuery);
  },
  errorComponent: Crash,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: lazyRouteComponent(() => import("./Shell")),
  pendingComponent: Starting,
  errorComponent: Crash,
  loader: async ({ location }) => {
    const meta = queryClient.ensureQueryData(metaQuery).catch(() => null);
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      if (me.must_change_password) throw redirect({ to: "/password" });
      if (me.mfa_required) throw redirect({ to: "/second-factor", search: { next: location.href } as never });
      claimDrafts(me.id);
      setZone(me.tz);
      adoptTheme(me.theme);
      if (me.locale) setLocale(toLocale(me.locale));
    } catch (error) {
      if (isStatus(error, 401)) throw redirect({ to: "/sign-in", search: { next: location.href } as never });
      throw error;
    }
    if (!(await meta)) await queryClient.fetchQuery(metaQuery);
  },
});

const page = <P extends string>(path: P, load: Parameters<typeof lazyRouteComponent>[0], entity = false) =>
  createRoute({
    getParentRoute: () => shell,
    path,
    component: lazyRouteComponent(load),
    ...(entity && {
      loader: ({ params }: { params: Record<string, string> }) => {
        const meta = queryClient.getQueryData(metaQuery.queryKey);
        if (!params.entity || !meta || !entityInfo(meta, params.entity)) return;
        void queryClient.prefetchQuery(entityQuery(params.entity));
        if (params.id) void queryClient.prefetchQuery(oneQuery(params.entity, params.id));
      },
    }),
  });

/** A settings page asks the server for nothing unless it is open to this person. */
const settings = (path: `/settings/${string}`, load: Parameters<typeof lazyRouteComponent>[0]) => {
  const Page = lazyRouteComponent(load);
  return createRoute({ getParentRoute: () => shell, path, component: () => <Guarded path={path} Page={Page} /> });
};

function Guarded({ path, Page }: { path: string; Page: ComponentType }) {
  return settingsPages(useMe()).some((open) => open.to === path) ? <Page /> : <NoPermission />;
}

const pages = [
  page("/", () => import("@/features/home/HomePage")),
  page("/r/$entity", () => import("@/records/list/ListPage"), true),
  page("/r/$entity/$id", () => import("@/records/record/RecordPage"), true),
  page("/import/job/$id", () => import("@/features/importing/ImportPage")),
  page("/import/$entity", () => import("@/features/importing/ImportPage"), true),
  page("/inbox", () => import("@/features/inbox/InboxPage")),
  settings("/settings/me", () => import("@/features/settings/MePage")),
  settings("/settings/roles", () => import("@/features/settings/RolesPage")),
  settings("/settings/org", () => import("@/features/settings/OrgPage")),
  settings("/settings/dictionaries", () => import("@/features/settings/DictionariesPage")),
  settings("/settings/fields", () => import("@/features/settings/FieldsPage")),
  settings("/settings/audit", () => import("@/features/settings/AuditPage")),
];

/** What is no page keeps the menu: whoever is signed in goes on from there. */
const nowhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });

/** What modules brought: their addresses are theirs alone, so no link of the app names them. */
const added = addedPages().map(({ path, load }) => page(path, load));

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    apply,
    password,
    secondFactor,
    shell.addChildren([...pages, ...added, nowhere]),
  ]),
  defaultPreload: "intent",
  defaultPreloadDelay: 80,
  defaultPendingMs: 250,
  defaultErrorComponent: Crash,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

const Elevate = lazy(() => import("@/features/auth/Elevate"));
whenPasswordNeeded(async () => (await openDialog<true>((close) => <Elevate onClose={close} />)) === true);

whenSignedOut(() => {
  if (["/sign-in", "/apply"].includes(router.state.location.pathname)) return;
  queryClient.clear();
  void router.navigate({ to: "/sign-in", search: { next: router.state.location.href } as never });
});
