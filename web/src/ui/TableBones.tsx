import { t } from "@/i18n";
import { CHECK_WIDTH } from "./DataTable";

/** Grey rows in the shape of the table that will come. */
export function TableBones({
  columns,
  rows = 14,
  check = true,
}: {
  columns: { key: string; width: number }[];
  rows?: number;
  check?: boolean;
}) {
  const widths = [78, 52, 60, 44, 66, 58];
  return (
    <div className="grid" role="status" aria-label={t("state.loading")}>
      <table>
        <colgroup>
          {check && <col style={{ width: CHECK_WIDTH }} />}
          {columns.map((column) => (
            <col key={column.key} style={{ width: column.width }} />
          ))}
        </colgroup>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
            <tr key={row}>
              {check && <td />}
              {columns.map((column, at) => (
                <td key={column.key}>
                  <span className="bone" style={{ width: `${widths[(row + at) % widths.length]}%`, height: 12 }} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
