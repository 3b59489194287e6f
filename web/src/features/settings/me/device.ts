import { t } from "@/i18n";
import "@/i18n/words/settings";

/** The first that fits: those that pretend to be another come before it. */
const BROWSERS: [RegExp, string][] = [
  [/DingTalk/, "钉钉"],
  [/wxwork/i, "企业微信"],
  [/MicroMessenger/, "微信"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/HuaweiBrowser/, "华为浏览器"],
  [/QQBrowser/, "QQ 浏览器"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrome|CriOS|Chromium/, "Chrome"],
  [/Safari/, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, "HarmonyOS"],
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux|X11/, "Linux"],
];

const named = (agent: string, of: [RegExp, string][]): string => of.find(([mark]) => mark.test(agent))?.[1] ?? "";

/** A browser and its system as people call them; what no browser sends (a program) as it names itself. */
export function deviceText(agent: string): string {
  const browser = named(agent, BROWSERS);
  const system = named(agent, SYSTEMS);
  if (browser && system) return t("device.on", { browser, system });
  return browser || system || agent.split(/[\s/]/)[0] || t("device.unknown");
}
