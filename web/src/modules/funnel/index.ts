/** Where opportunities stand and what they may bring. */
import "@/i18n/words/funnelNav";
import { entityInfo, may } from "@/meta/hooks";
import { addPage } from "@/slots/pages";

addPage({
  path: "/sales/funnel",
  load: () => import("./FunnelPage"),
  nav: {
    group: "sales",
    label: "nav.funnel",
    icon: "filter",
    order: 60,
    open: (_me, meta) => may(entityInfo(meta, "opportunity")?.can, "view"),
  },
});
addPage({
  path: "/sales/forecast",
  load: () => import("./ForecastPage"),
  nav: {
    group: "sales",
    label: "nav.forecast",
    icon: "chart",
    order: 65,
    open: (_me, meta) => may(entityInfo(meta, "opportunity")?.can, "view"),
  },
});
