/** Questions of the calendar, opened over the page. */
import { lazy } from "react";
import { openDialog } from "@/ui/dialogs";
import type { Edited, Item, Scope } from "./types";

const ScopeDialog = lazy(() => import("./ScopeDialog"));
const ItemCard = lazy(() => import("./ItemCard"));
const EditDialog = lazy(() => import("./EditDialog"));
const FeedsDialog = lazy(() => import("./FeedsDialog"));

/** How much of a series; of what happens once, only whether it shall go. Null for “not at all”. */
export const askScope = (item: Item, what: "move" | "remove" | "edit"): Promise<Scope | null> =>
  openDialog<Scope>((close) => <ScopeDialog item={item} what={what} onClose={close} />);

export type CardAct = "edit" | "remove";

export const openCard = (item: Item): Promise<CardAct | null> =>
  openDialog<CardAct>((close) => <ItemCard item={item} onClose={close} />);

/** Other words and times for one meeting of a series, or for this and those that follow. What was saved, or null. */
export const openEdit = (item: Item, scope: Scope): Promise<Edited | null> =>
  openDialog<Edited>((close) => <EditDialog item={item} scope={scope} onClose={close} />);

export const openFeeds = (): Promise<null> =>
  openDialog<null>((close) => <FeedsDialog onClose={() => close(null)} />) as Promise<null>;
