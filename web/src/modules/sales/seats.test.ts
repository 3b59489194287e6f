import { expect, test } from "vitest";
import type { Rec } from "@/api/types";
import { topOf } from "./SeatTree";

const seat = (id: number, above: number | null): Rec =>
  ({
    id,
    version: 1,
    contact: { id, title: `c${id}` },
    reports_to: above === null ? null : { id: above, title: "" },
  }) as Rec;
const ids = (seats: Rec[]) => topOf(seats).map((one) => one.id);

test("who reports to nobody in the tree stands at its top", () => {
  expect(ids([seat(1, null), seat(2, 1), seat(3, 99)])).toEqual([1, 3]);
});

test("people who report to each other in a circle are shown once, with what hangs on them", () => {
  expect(ids([seat(1, 2), seat(2, 1), seat(3, 2)])).toEqual([1]);
});
