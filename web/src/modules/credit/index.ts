/** How much a customer may owe, beside the customer. */
import { lazy } from "react";
import { fillSlot } from "@/slots";

for (const document of ["quote", "contract", "order", "delivery"])
  fillSlot(
    "actionRefusal",
    "credit.release",
    lazy(() => import("./RefusedOffer")),
    { on: document },
  );
fillSlot(
  "recordPanel",
  "credit.panel",
  lazy(() => import("./CreditPanel")),
  { on: "customer", order: 50 },
);
