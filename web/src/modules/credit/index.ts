/** How much a customer may owe, beside the customer. */
import { lazy } from "react";
import { fillSlot } from "@/slots";

fillSlot(
  "recordPanel",
  "credit.panel",
  lazy(() => import("./CreditPanel")),
  { on: "customer", order: 50 },
);
