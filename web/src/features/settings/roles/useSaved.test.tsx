import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import type { Role } from "@/api/types";
import { type Edits, rolePath, useSaved } from "./useSaved";

const calls = vi.hoisted(() => ({ get: vi.fn(), put: vi.fn() }));
vi.mock("@/api/client", async (original) => ({ ...(await original<typeof import("@/api/client")>()), ...calls }));

interface Setting {
  role: Role;
  said: string;
}
const stored = (id: number, version: number): Setting => ({ role: { id, version } as Role, said: "server" });

beforeEach(() => {
  calls.get.mockImplementation((path: string) => Promise.resolve(stored(Number(path.split("/")[1]), 1)));
  calls.put.mockResolvedValue({});
});

function open() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(
    ({ path }: { path: string }) => {
      const [all, set] = useState<Edits["all"]>({});
      return { all, ...useSaved<Setting>(path, { all, set }, ({ said }) => ({ said })) };
    },
    { wrapper, initialProps: { path: rolePath(7, "grants") } },
  );
}

test("what was changed is still there after looking at another role", async () => {
  const page = open();
  await waitFor(() => expect(page.result.current.value?.said).toBe("server"));
  act(() => page.result.current.set({ ...stored(7, 1), said: "mine" }));
  page.rerender({ path: rolePath(8, "grants") });
  await waitFor(() => expect(page.result.current.value?.role.id).toBe(8));
  expect(page.result.current.dirty).toBe(false);
  page.rerender({ path: rolePath(7, "grants") });
  expect(page.result.current.value?.said).toBe("mine");
  expect(page.result.current.dirty).toBe(true);
});

test("saving one part of a role does not make the other part stale", async () => {
  const page = open();
  await waitFor(() => expect(page.result.current.value).toBeDefined());
  act(() => page.result.current.set({ ...stored(7, 1), said: "mine" }));
  page.rerender({ path: rolePath(7, "fields") });
  await waitFor(() => expect(page.result.current.value?.said).toBe("server"));
  act(() => page.result.current.set({ ...stored(7, 1), said: "fields" }));
  calls.get.mockImplementation(() => Promise.resolve(stored(7, 2)));
  await act(() => page.result.current.save());
  expect(calls.put).toHaveBeenCalledExactlyOnceWith("roles/7/fields", { said: "fields" }, { version: 1 });
  expect(Object.keys(page.result.current.all)).toEqual([rolePath(7, "grants")]);
  expect(page.result.current.all[rolePath(7, "grants")]?.role.version).toBe(2);
});
