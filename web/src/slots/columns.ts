/** Columns that a module adds to an entity's list: what it knows of the rows beyond their fields. */

export interface AddedCell {
  text: string;
  /** Of a tag; plain text when left out. */
  color?: string;
}

export interface AddedColumn {
  key: string;
  /** The entity whose list it stands in. */
  on: string;
  label: () => string;
  width: number;
  /** What there is to say of these rows; the column is shown once there is something. */
  load: (ids: number[], signal?: AbortSignal) => Promise<Record<number, AddedCell>>;
}

const columns = new Map<string, AddedColumn>();

export function addColumn(column: AddedColumn): void {
  columns.set(`${column.on}.${column.key}`, column);
}

export const addedColumns = (entity: string): AddedColumn[] =>
  [...columns.values()].filter((column) => column.on === entity);
