import { lazy } from "react";
import { fillSlot } from "@/slots";

fillSlot(
  "recordPanel",
  "team",
  lazy(() => import("./TeamPanel")),
  { order: 60 },
);
fillSlot(
  "listToolbar",
  "team",
  lazy(() => import("./ListShare")),
  { order: 40 },
);
fillSlot(
  "bulkActions",
  "team",
  lazy(() => import("./BulkShare")),
  { order: 40 },
);
