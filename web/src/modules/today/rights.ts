/** Whom the today page has something to say to. */
import type { Me } from "@/api/types";
import { may } from "@/meta/hooks";

/** Who sees none of these has no customers to call and nothing to do here, such as administrators of the system. */
const DUTIES = ["customer", "contact", "task", "visit", "follow_up"];

export const hasDays = (me: Me): boolean => DUTIES.some((key) => may(me.can[key], "view"));
