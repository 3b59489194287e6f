import { lazy } from "react";
import { fillSlot } from "@/slots";

fillSlot(
  "fieldAfter",
  "parties.credit-code",
  lazy(() => import("./CreditCodeFacts")),
  { on: "credit_code" },
);
