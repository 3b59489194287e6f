/** What modules offer beside a line of a document: a configurator for its product, stock, a calculator. */
import type { Ref } from "@/api/types";

export interface ToolLine {
  product: Ref | null;
  /** Option → what was chosen, of a product that is configured. */
  choices?: Record<string, string | string[]>;
  quantity?: string;
}

export interface LineTool {
  key: string;
  label: () => string;
  /** Answers the values that the line takes over, or null when the person left it as it was. */
  open: (line: ToolLine) => Promise<Record<string, unknown> | null>;
}

const tools = new Map<string, LineTool>();

export function addLineTool(tool: LineTool): void {
  tools.set(tool.key, tool);
}

export const lineTools = (): LineTool[] => [...tools.values()];
