/** All words that are loaded, by key. A part of the app that is loaded later brings its own words along. */
import { en } from "./en";
import { zh } from "./zh";

const chinese = new Map<string, string>(Object.entries(zh));
const english = new Map<string, string>(Object.entries(en));

export function addWords(more: Record<string, string>, translated: Record<string, string>): void {
  for (const [key, text] of Object.entries(more)) chinese.set(key, text);
  for (const [key, text] of Object.entries(translated)) english.set(key, text);
}

/** The text of a key; the key itself where its part of the app has not brought it, so that a slip is seen. */
export function word(key: string, inEnglish: boolean): string {
  return (inEnglish ? english : chinese).get(key) ?? key;
}
