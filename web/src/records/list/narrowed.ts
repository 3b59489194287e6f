import type { Condition } from "@/api/types";
import { allOf, partsOf } from "@/meta/condition";
import type { ListModel } from "./useList";

/** The conditions of the list for a board or a calendar that shows at first only some records (`own`): the rest is left
 * out until a view or a filter speaks of it. */
export function narrowed(list: Pick<ListModel, "url" | "view">, own: Condition | null | undefined): Condition | null {
  const asked = list.view?.filter ?? null;
  const named =
    own && "field" in own && partsOf(list.url.f).some((part) => "field" in part && part.field === own.field);
  return allOf(asked, list.url.f, asked || named ? null : (own ?? null));
}
