/** A table that is on the screen as a file for spreadsheets. A text that looks like a formula is kept a text. */
const cell = (value: string | number): string => {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
};

export function saveTable(name: string, rows: (string | number)[][]): void {
  // The mark in front lets spreadsheets read Chinese.
  const text = `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = `${name}.csv`;
  anchor.click();
  URL.revokeObjectURL(address);
}
