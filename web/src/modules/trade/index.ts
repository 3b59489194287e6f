/** Documents of a sale: what is made from what, how far it has come, what was asked before, and goods for their lines. */
import { lazy } from "react";
import { fillSlot } from "@/slots";

const MakeActions = lazy(() => import("./MakeActions"));
const LineTools = lazy(() => import("./LineTools"));

for (const on of ["opportunity", "quote", "contract", "order"]) {
  fillSlot("recordActions", `trade.make.${on}`, MakeActions, { on, order: 20 });
}
for (const on of ["quote", "contract", "order"]) {
  fillSlot("lineActions", `trade.lines.${on}`, LineTools, { on, order: 20 });
}
fillSlot(
  "recordBanner",
  "trade.won",
  lazy(() => import("./WonBanner")),
  { on: "opportunity", order: 10 },
);
fillSlot(
  "recordPanel",
  "trade.progress",
  lazy(() => import("./ProgressPanel")),
  { on: "order", order: 20 },
);
fillSlot(
  "recordPanel",
  "trade.execution",
  lazy(() => import("./ExecutionPanel")),
  { on: "contract", order: 20 },
);
fillSlot(
  "recordPanel",
  "trade.history",
  lazy(() => import("./HistoryPanel")),
  { on: "quote", order: 30 },
);
