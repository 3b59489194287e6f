/** How a link picker asks for a new record; the records layer says how that is done. */
import { createContext } from "react";
import type { Ref } from "@/api/types";

export const CreateContext = createContext<((entity: string, typed: string) => Promise<Ref | null>) | null>(null);
