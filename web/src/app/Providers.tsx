import { QueryClientProvider } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import type { Locale as AntdLocale } from "antd/es/locale";
import english from "antd/es/locale/en_US";
import dayjs from "dayjs";
import { Fragment, type ReactNode, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { currentLocale, type Locale, onLocale } from "@/i18n";
import { antdTheme, useDark } from "@/ui/theme";
import { Toasts } from "@/ui/toast";
import "@/ui/zoned";
import { queryClient } from "./client";

/** The words of antd and of the calendar, loaded for the language in use only. */
async function loadWords(locale: Locale): Promise<AntdLocale> {
  if (locale === "en") {
    dayjs.locale("en");
    return english;
  }
  const [words] = await Promise.all([import("antd/es/locale/zh_CN"), import("dayjs/locale/zh-cn")]);
  dayjs.locale("zh-cn");
  return words.default;
}

export function Providers({ children }: { children: ReactNode }) {
  const locale = useSyncExternalStore(onLocale, currentLocale);
  const dark = useDark();
  // antd's own default, until those of the language are there. Without any, antd puts a provider around the page when they come,
  // and with it the whole page would be made anew: what was typed in its first moment would be gone.
  const [words, setWords] = useState<AntdLocale>(english);
  const first = useRef(true);
  const theme = useMemo(() => antdTheme(dark), [dark]);
  useEffect(() => {
    document.documentElement.lang = locale;
    let latest = true;
    void loadWords(locale).then((loaded) => {
      if (latest) setWords(loaded);
    });
    // Labels of entities come from the server in one language: ask again in the other.
    if (!first.current) void queryClient.invalidateQueries();
    first.current = false;
    return () => {
      latest = false;
    };
  }, [locale]);
  return (
    // A click beside a dialog must not throw away what was typed into it.
    <ConfigProvider
      theme={theme}
      locale={words}
      button={{ autoInsertSpace: false }}
      modal={{ mask: { closable: false } }}
    >
      <QueryClientProvider client={queryClient}>
        <Fragment key={locale}>
          {children}
          <Toasts />
        </Fragment>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
