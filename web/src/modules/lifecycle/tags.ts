/** Tags of the library as the server tells them. */
import type { Condition } from "@/api/types";

export interface TagRule {
  condition: Condition;
  active: boolean;
}

export interface TagLine {
  value: string;
  label: string;
  color: string;
  active: boolean;
  /** Of the dictionary; others people made up. */
  listed: boolean;
  group: string;
  count: number;
  by_rule: number;
  rule: TagRule | null;
}
