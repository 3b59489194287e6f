import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, listOf, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Choice, DictionaryMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { Bones, Empty, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { SettingsFrame } from "./Guard";
import { ItemsEditor } from "./ItemsEditor";
import { SaveBar } from "./roles/SaveBar";

const toItem = (item: Choice) => ({
  value: item.value,
  label: item.label.trim(),
  label_en: item.label_en ?? "",
  color: item.color ?? "",
  active: item.active !== false,
});

export default function DictionariesPage() {
  const client = useQueryClient();
  const all = useQuery({
    queryKey: ["dictionaries"],
    queryFn: async ({ signal }) =>
      listOf(await get<DictionaryMeta[] | { items: DictionaryMeta[] }>("dictionaries", {}, signal)),
  });
  const [picked, setPicked] = useState<string | null>(null);
  const [items, setItems] = useState<Choice[] | null>(null);
  const [busy, setBusy] = useState(false);
  const current = all.data?.find((item) => item.key === picked) ?? all.data?.[0];
  const save = async (): Promise<void> => {
    if (!current || !items) return;
    setBusy(true);
    try {
      await put(`dictionaries/${current.key}`, { items: items.map(toItem) });
      setItems(null);
      await Promise.all([
        client.invalidateQueries({ queryKey: ["dictionaries"] }),
        client.invalidateQueries({ queryKey: ["meta"] }),
      ]);
      toast(t("settings.saved"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <SettingsFrame title={t("settings.dictionaries")} hint={t("dict.hint")}>
      {all.isError && <Failure message={messageOf(all.error)} onRetry={() => void all.refetch()} />}
      {all.isPending && <Bones rows={8} />}
      {all.data?.length === 0 && <Empty text={t("dict.none")} />}
      {current && (
        <div className="split">
          <nav className="panel split__list" aria-label={t("settings.dictionaries")}>
            {all.data?.map((item) => (
              <button
                key={item.key}
                type="button"
                className="split__item"
                aria-current={item.key === current.key ? "true" : undefined}
                onClick={() => {
                  setPicked(item.key);
                  setItems(null);
                }}
              >
                <span className="grow ellipsis">{item.label}</span>
                <span className="muted num">{item.items.length}</span>
              </button>
            ))}
          </nav>
          <div className="panel split__main">
            <header className="panel__head">
              <div className="grow">
                <h2>{current.label}</h2>
                <p className="muted">
                  {current.used_by.length > 0
                    ? t("dict.usedBy", {
                        places: current.used_by.map((place) => `${place.entity_label} · ${place.label}`).join("、"),
                      })
                    : t("dict.unused")}
                </p>
                {!current.editable && <p className="muted">{t("dict.fixed")}</p>}
              </div>
            </header>
            <fieldset className="panel__body plain-set" disabled={!current.editable}>
              <ItemsEditor
                key={current.key}
                items={items ?? current.items}
                stored={new Set(current.items.map((item) => item.value))}
                onChange={setItems}
              />
            </fieldset>
            <SaveBar
              dirty={items !== null}
              busy={busy}
              save={() => void save()}
              reset={() => setItems(null)}
              hint={t("dict.saveHint")}
            />
          </div>
        </div>
      )}
    </SettingsFrame>
  );
}
