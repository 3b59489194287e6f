/** Light and dark: antd's tokens and our own CSS variables change together. */
import { theme as antd, type ThemeConfig } from "antd";
import { useSyncExternalStore } from "react";

export type ThemeChoice = "auto" | "light" | "dark";

const STORE = "kezhou.theme";
const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");

function read(): ThemeChoice {
  try {
    const saved = localStorage.getItem(STORE);
    return saved === "light" || saved === "dark" ? saved : "auto";
  } catch {
    return "auto";
  }
}

let choice = read();
const isDark = (): boolean => choice === "dark" || (choice === "auto" && system.matches);

function apply(): void {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  for (const listener of listeners) listener();
}
system.addEventListener("change", apply);

export function setTheme(next: ThemeChoice): void {
  choice = next;
  try {
    localStorage.setItem(STORE, next);
  } catch {
    // The account's own setting is applied again at the next sign-in.
  }
  apply();
}

/** The account's choice, on a browser where nothing has been chosen yet. */
export function adoptTheme(theme: string): void {
  try {
    if (localStorage.getItem(STORE) === null && (theme === "light" || theme === "dark")) setTheme(theme);
  } catch {
    // Without storage the browser's own preference stays.
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useDark = (): boolean => useSyncExternalStore(subscribe, isDark);
export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice);

const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

export function antdTheme(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: "kz" },
    hashed: false,
    token: {
      colorPrimary: dark ? "#3d73f5" : "#2f6bff",
      colorLink: dark ? "#8fb1ff" : "#1d56d8",
      colorTextPlaceholder: dark ? "#8c929d" : "#636a77",
      colorTextDescription: dark ? "#a4aab4" : "#5c6470",
      colorTextTertiary: dark ? "#a4aab4" : "#5c6470",
      colorError: dark ? "#ff7875" : "#d4302f",
      colorBgLayout: dark ? "#0c0d0f" : "#f5f6f8",
      colorBgContainer: dark ? "#16181c" : "#ffffff",
      colorBgElevated: dark ? "#1e2126" : "#ffffff",
      colorBorder: dark ? "#3a3f47" : "#d5d9e0",
      colorBorderSecondary: dark ? "#292d33" : "#eceef2",
      fontFamily: FONT,
      fontSize: 14,
      borderRadius: 6,
      motion: false,
      wireframe: false,
    },
    components: {
      Button: {
        ...(!dark && { colorPrimary: "#2866f7" }),
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
      },
    },
  };
}
