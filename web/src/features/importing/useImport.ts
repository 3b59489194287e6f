/** The steps of an import, as the server sees them: it can be left and taken up again at any point. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { get, patch, post, upload } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { ImportJob, Ref } from "@/api/types";
import { forget } from "@/records/data";

const POLL_MS = 1_000;
const BUSY = new Set(["checking", "running", "undoing"]);

export type ImportStep = "upload" | "map" | "check" | "run" | "result";

export function stepOf(job: ImportJob | undefined): ImportStep {
  switch (job?.state) {
    case undefined:
      return "upload";
    case "uploaded":
      return "map";
    case "checking":
    case "checked":
      return "check";
    case "running":
      return "run";
    default:
      return "result";
  }
}

/** Column index → field name; what the server guessed unless somebody has chosen. */
export function startMapping(job: ImportJob): Record<string, string> {
  if (job.mapping && Object.keys(job.mapping).length > 0) return job.mapping;
  return Object.fromEntries(
    job.columns.flatMap((column) => (column.guess ? [[String(column.index), column.guess.field]] : [])),
  );
}

export interface ImportPlan {
  mapping: Record<string, string>;
  match: string[];
  on_match: "skip" | "update" | "fill";
  duplicates: "" | "skip" | "mark" | "import";
  owner?: number;
  pool?: number | null;
  preset_name?: string;
}

export function useImport(id: string | undefined) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const job = useQuery({
    queryKey: ["imports", id],
    queryFn: ({ signal }) => get<ImportJob>(`imports/${id}`, {}, signal),
    enabled: id !== undefined,
    refetchInterval: (query) => (BUSY.has(query.state.data?.state ?? "") ? POLL_MS : false),
  });
  const finished = job.data?.state === "done" || job.data?.state === "undone";
  const entity = job.data?.entity;
  useEffect(() => {
    if (finished && entity) void forget(client, entity);
  }, [finished, entity, client]);
  const guarded = async <T>(work: () => Promise<T>): Promise<T | null> => {
    setBusy(true);
    setError("");
    try {
      return await work();
    } catch (problem) {
      setError(messageOf(problem));
      return null;
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: ["imports"] });
    }
  };
  return {
    job,
    busy,
    error,
    send: (file: File, entity: string) => guarded(() => upload<ImportJob>("imports", file, { entity })),
    check: (plan: ImportPlan) =>
      guarded(async () => {
        await patch(`imports/${id}`, plan);
        await post(`imports/${id}/dry-run`);
      }),
    remap: () => guarded(() => patch(`imports/${id}`, { mapping: job.data?.mapping ?? {} })),
    run: () => guarded(() => post(`imports/${id}/run`)),
    cancel: () => guarded(() => post(`imports/${id}/cancel`)),
    undo: () => guarded(() => post(`imports/${id}/undo`)),
  };
}

export type ImportModel = ReturnType<typeof useImport>;
export type Owner = Ref | null;
