/** Words of one part of the app; they come with the first file that imports them. Keys begin with its name. */
import { addWords } from "../store";

export const zh = {} as const;

export const en: Record<keyof typeof zh, string> = {};

addWords(zh, en);
