import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { setLocale } from "@/i18n";
import { Dialogs } from "./dialogs";
import { useLeaveGuard } from "./useLeaveGuard";

afterEach(cleanup);

function start(changed: boolean) {
  const root = createRootRoute({
    component: () => (
      <>
        <Outlet />
        <Dialogs />
      </>
    ),
  });
  const page = (path: string, component: () => React.ReactNode) =>
    createRoute({ getParentRoute: () => root, path, component });
  const edit = page("/edit", () => {
    useLeaveGuard(changed);
    return <p>editing</p>;
  });
  const routeTree = root.addChildren([edit, page("/list", () => <p>list</p>)]);
  return createRouter({ routeTree, history: createMemoryHistory({ initialEntries: ["/edit"] }) });
}

async function open(changed: boolean) {
  setLocale("zh-CN");
  const router = start(changed);
  await act(async () => {
    render(<RouterProvider router={router as never} />);
  });
  await act(async () => void router.navigate({ to: "/list" } as never));
  return router;
}

test("who leaves with unsaved changes is asked, and stays where they were", async () => {
  const router = await open(true);
  await screen.findByText("放弃未保存的修改？");
  expect(router.state.location.pathname).toBe("/edit");
  fireEvent.click(screen.getByRole("button", { name: /^取\s?消$/ }));
  await waitFor(() => expect(screen.queryByText("放弃未保存的修改？")).toBeNull());
  expect(router.state.location.pathname).toBe("/edit");
  expect(screen.getByText("editing")).toBeTruthy();
});

test("who says so leaves", async () => {
  const router = await open(true);
  fireEvent.click(await screen.findByRole("button", { name: "放弃并离开" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/list"));
});

test("without changes nobody is asked", async () => {
  const router = await open(false);
  await waitFor(() => expect(router.state.location.pathname).toBe("/list"));
  expect(screen.queryByText("放弃未保存的修改？")).toBeNull();
});
