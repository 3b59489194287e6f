/** Words of the catalogue and of credit that the menu and the tabs need before their pages are loaded. */
import { addWords } from "../store";

export const zh = {
  "nav.prices": "价格政策",
  "tab.configuration": "选配",
};

export const en: Record<keyof typeof zh, string> = {
  "nav.prices": "Price policies",
  "tab.configuration": "Configuration",
};

addWords(zh, en);
