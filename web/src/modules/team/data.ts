import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Ref } from "@/api/types";

export type Kind = "assistant" | "share";

export interface Member {
  user: Ref;
  kind: Kind;
  write: boolean;
  until: string | null;
  /** Keys of the entities that open with the record; null is all of them. */
  children: string[] | null;
  active: boolean;
  added_at: string | null;
  added_by: Ref | null;
}

export interface Child {
  key: string;
  label: string;
}

export interface Team {
  items: Member[];
  can_change: boolean;
  children: Child[];
}

/** What is chosen in the dialog, for each of the people. */
export interface Terms {
  kind: Kind;
  write: boolean;
  until: string | null;
  children: string[] | null;
}

export const teamQuery = (entity: string, id: number) =>
  queryOptions({
    queryKey: ["records", entity, "team", String(id)],
    queryFn: ({ signal }) => get<Team>(`${entity}/${id}/team`, {}, signal),
  });

export const membersOf = (users: Ref[], terms: Terms) => users.map((user) => ({ user: user.id, ...terms }));
