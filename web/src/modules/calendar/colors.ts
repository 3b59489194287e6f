import type { Kind } from "./types";

/** Of dots and bars; the names of the theme's tones. */
export const COLOR: Record<Kind, string> = { meeting: "blue", task: "orange", visit: "green", follow_up: "purple" };
export const KINDS = Object.keys(COLOR) as Kind[];
