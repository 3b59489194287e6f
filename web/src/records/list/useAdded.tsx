import { keepPreviousData, useQueries } from "@tanstack/react-query";
import type { Rec } from "@/api/types";
import { addedColumns } from "@/slots/columns";
import type { Column } from "@/ui/DataTable";
import { Tag } from "@/ui/parts";

/** The columns that modules have something to say in, for the rows that are shown. */
export function useAdded(entity: string, rows: Rec[], enabled: boolean): Column<Rec>[] {
  const added = addedColumns(entity);
  const ids = rows.map((row) => row.id);
  const found = useQueries({
    queries: added.map((column) => ({
      queryKey: ["records", entity, "added", column.key, ids],
      queryFn: ({ signal }: { signal: AbortSignal }) => column.load(ids, signal),
      enabled: enabled && ids.length > 0,
      placeholderData: keepPreviousData,
      staleTime: 30_000,
      retry: false,
    })),
  });
  return added.flatMap((column, at) => {
    const cells = found[at]?.data;
    if (!cells || Object.keys(cells).length === 0) return [];
    return {
      key: `+${column.key}`,
      title: column.label(),
      width: column.width,
      text: (row: Rec) => cells[row.id]?.text ?? "",
      render: (row: Rec) => {
        const cell = cells[row.id];
        if (!cell) return null;
        return cell.color ? <Tag color={cell.color}>{cell.text}</Tag> : <span>{cell.text}</span>;
      },
    };
  });
}

/** Beside the owner, where it is seen without scrolling; at the end of a list that shows no owner. */
export function withAdded(own: Column<Rec>[], added: Column<Rec>[]): Column<Rec>[] {
  if (added.length === 0) return own;
  const owner = own.findIndex((column) => column.key === "owner");
  const at = owner < 0 ? own.length : owner + 1;
  return [...own.slice(0, at), ...added, ...own.slice(at)];
}
