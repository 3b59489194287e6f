/** Price policies, what can be chosen of a product, and the configurator that line editors open. */
import { lazy } from "react";
import { t } from "@/i18n";
import "@/i18n/words/catalogNav";
import { may } from "@/meta/hooks";
import { fillSlot } from "@/slots";
import { addLineTool } from "@/slots/lineTools";
import { addPage } from "@/slots/pages";

addPage({
  path: "/price-policies",
  load: () => import("./PricesPage"),
  nav: {
    group: "catalog",
    label: "nav.prices",
    icon: "bolt",
    order: 50,
    open: (me) => may(me.can.price_policy, "view"),
  },
});
fillSlot(
  "recordTab",
  "configuration",
  lazy(() => import("./ConfigurationTab")),
  { on: "product", order: 40, label: () => t("tab.configuration") },
);
addLineTool({
  key: "configure",
  label: () => t("tab.configuration"),
  open: async (line) => {
    if (!line.product) return null;
    const { openConfigurator } = await import("./openConfigurator");
    const taken = await openConfigurator(line.product, line.choices ?? {});
    return taken && { choices: taken.chosen, spec: taken.summary };
  },
});
