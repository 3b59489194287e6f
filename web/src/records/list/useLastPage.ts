import { useEffect } from "react";
import { lastPage, type Paged } from "./Pager";

/** The page that is open may have been emptied, by this person or another: then the one before it opens. True until it
 * has. */
export function useLastPage(
  list: Paged & { page: { isSuccess: boolean; isPlaceholderData: boolean } },
  rows: number,
): boolean {
  const { total, url, setUrl, page } = list;
  const last = url.cursor ? 1 : lastPage(total?.count ?? 0, url.size);
  const passed = page.isSuccess && !page.isPlaceholderData && rows === 0;
  const goesBack = passed && (url.cursor !== undefined || last < (url.page ?? 1));
  useEffect(() => {
    if (goesBack) setUrl({ page: last > 1 ? last : undefined, cursor: undefined }, true);
  }, [goesBack, last, setUrl]);
  return goesBack;
}
