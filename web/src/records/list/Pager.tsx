import type { Page } from "@/api/types";
import { t } from "@/i18n";
import { formatCount } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { PAGE_SIZE, PAGE_SIZES } from "../data";
import type { ListModel } from "./useList";

/** 1 … 4 5 6 … 20 */
export function pageMarks(page: number, last: number): (number | null)[] {
  const wanted = new Set([
    1,
    last,
    page - 1,
    page,
    page + 1,
    ...(page <= 3 ? [2, 3, 4] : []),
    ...(page >= last - 2 ? [last - 3, last - 2, last - 1] : []),
  ]);
  const pages = [...wanted].filter((n) => n >= 1 && n <= last).sort((a, b) => a - b);
  return pages.flatMap((n, at) => (at > 0 && n - (pages[at - 1] ?? n) > 1 ? [null, n] : [n]));
}

export const lastPage = (count: number, size = PAGE_SIZE): number => Math.max(1, Math.ceil(count / size));

/** What the pages of any list need to know of it. */
export type Paged = Pick<ListModel, "total" | "byCursor" | "url" | "setUrl"> & { page: { data?: Page | undefined } };

export function Pager({ list, shown }: { list: Paged; shown: number }) {
  const { total, byCursor, url } = list;
  const page = url.page ?? 1;
  const size = url.size ?? PAGE_SIZE;
  const last = total ? lastPage(total.count, size) : 1;
  const next = list.page.data?.next ?? null;
  const go = (to: number): void => list.setUrl({ page: to > 1 ? to : undefined, cursor: undefined });
  return (
    <nav className="pager" aria-label={t("pager.label")}>
      <span className="muted">
        {total ? t("pager.total", { n: formatCount(total) }) : shown > 0 ? t("pager.shown", { n: shown }) : "\u00a0"}
      </span>
      {byCursor ? (
        <>
          <button type="button" className="pager__step" disabled={!url.cursor} onClick={() => go(1)}>
            {t("pager.first")}
          </button>
          <button type="button" className="pager__step" disabled={!url.cursor} onClick={() => history.back()}>
            <Icon name="left" size={14} /> {t("pager.prev")}
          </button>
          <button
            type="button"
            className="pager__step"
            disabled={!next}
            onClick={() => list.setUrl({ cursor: next ?? undefined, page: undefined })}
          >
            {t("pager.next")} <Icon name="right" size={14} />
          </button>
        </>
      ) : (
        <>
          <button
            type="button"
            className="pager__page"
            disabled={page <= 1}
            aria-label={t("pager.prev")}
            onClick={() => go(page - 1)}
          >
            <Icon name="left" size={14} />
          </button>
          {pageMarks(page, last).map((mark, at) =>
            mark === null ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a gap has no identity
              <span key={`gap${at}`} className="pager__gap">
                ···
              </span>
            ) : (
              <button
                key={mark}
                type="button"
                className="pager__page"
                aria-current={mark === page ? "page" : undefined}
                onClick={() => go(mark)}
              >
                {mark}
              </button>
            ),
          )}
          <button
            type="button"
            className="pager__page"
            disabled={page >= last}
            aria-label={t("pager.next")}
            onClick={() => go(page + 1)}
          >
            <Icon name="right" size={14} />
          </button>
        </>
      )}
      <select
        className="pager__size"
        aria-label={t("pager.sizeLabel")}
        value={size}
        onChange={(event) => {
          const next = Number(event.target.value);
          list.setUrl({ size: next === PAGE_SIZE ? undefined : next });
        }}
      >
        {PAGE_SIZES.map((value) => (
          <option key={value} value={value}>
            {t("pager.size", { n: value })}
          </option>
        ))}
      </select>
    </nav>
  );
}
