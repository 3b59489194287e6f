import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import dayjs from "dayjs";
import { afterEach, expect, test, vi } from "vitest";
import { setLocale } from "@/i18n";
import { Providers } from "./Providers";

afterEach(cleanup);

test("what is typed before the words of the language have come stays", async () => {
  setLocale("zh-CN");
  dayjs.locale("en");
  render(
    <Providers>
      <input aria-label="name" />
    </Providers>,
  );
  const box = screen.getByLabelText<HTMLInputElement>("name");
  fireEvent.change(box, { target: { value: "sales1" } });
  await act(async () => {
    await vi.waitFor(() => expect(dayjs.locale()).toBe("zh-cn"));
    await Promise.resolve();
  });
  expect(screen.getByLabelText("name")).toBe(box);
  expect(box.value).toBe("sales1");
});
