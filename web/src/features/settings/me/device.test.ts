import { beforeEach, expect, test } from "vitest";
import { setLocale } from "@/i18n";
import { deviceText } from "./device";

const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) ";

beforeEach(() => setLocale("zh-CN"));

test("a session is told by its browser and system, not by what the browser sends", () => {
  expect(deviceText(`${MAC}Chrome/140.0.0.0 Safari/537.36`)).toBe("Chrome · macOS");
  expect(deviceText(`${MAC}Chrome/140.0.0.0 Safari/537.36 Edg/140.0`)).toBe("Edge · macOS");
  expect(deviceText("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1")).toBe(
    "Safari · iPhone",
  );
  expect(deviceText("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130 MicroMessenger/8.0")).toBe(
    "微信 · Android",
  );
});

test("a program is told by its own name, and nothing as an unknown device", () => {
  expect(deviceText("python-httpx/0.28.1")).toBe("python-httpx");
  expect(deviceText("")).toBe("未知设备");
});
