/** What the server says and takes about printing. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Ref } from "@/api/types";

export type Kind = "html" | "docx";
export type Format = "html" | "docx" | "pdf";

export interface Template {
  id: number;
  entity: string;
  name: string;
  kind: Kind;
  paper: string;
  active: boolean;
  is_default: boolean;
  /** Of its content. */
  number: number;
  version: number;
  updated_at: string;
}

export interface Offered {
  items: Template[];
  pdf: { available: boolean; hint: string };
}

export interface Sheet {
  title: string;
  html: string | null;
  /** Labels of what the reader's rights left out. */
  withheld: string[];
}

export interface Print {
  id: number;
  at: string;
  actor: Ref | null;
  template: string;
  number: number;
  format: Format;
  copies: number;
}

export interface Offer {
  path: string;
  label: string;
  type: string;
  fields?: Offer[];
}

export interface Offers {
  fields: Offer[];
  lists: { key: string; label: string; fields: Offer[] }[];
  print: Offer[];
}

export interface Managed {
  items: Template[];
  papers: { key: string; label: string }[];
  builtin: string;
}

export const BUILTIN = 0;

export const offeredQuery = (entity: string) =>
  queryOptions({
    queryKey: ["printing", "offered", entity],
    queryFn: ({ signal }) => get<Offered>("printing/offered", { entity }, signal),
    staleTime: 60_000,
  });

export const printsQuery = (entity: string, record: number) =>
  queryOptions({
    queryKey: ["printing", "prints", entity, record],
    queryFn: async ({ signal }) => (await get<{ items: Print[] }>("printing/prints", { entity, record }, signal)).items,
  });

export const entitiesQuery = queryOptions({
  queryKey: ["printing", "entities"],
  queryFn: async ({ signal }) =>
    (await get<{ items: { key: string; label: string }[] }>("printing/entities", {}, signal)).items,
  staleTime: 5 * 60_000,
});

export const managedQuery = (entity: string) =>
  queryOptions({
    queryKey: ["printing", "templates", entity],
    queryFn: ({ signal }) => get<Managed>("printing/templates", { entity }, signal),
    enabled: entity !== "",
  });

export const offersQuery = (entity: string) =>
  queryOptions({
    queryKey: ["printing", "fields", entity],
    queryFn: ({ signal }) => get<Offers>("printing/fields", { entity }, signal),
    staleTime: 5 * 60_000,
  });
