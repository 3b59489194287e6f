import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { get, listOf, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Choice, DictionaryMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { ask } from "@/ui/dialogs";
import { Bones, Empty, Failure, Tag } from "@/ui/parts";
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
  /** What was changed and not yet saved, by dictionary: looking into another one loses nothing. */
  const [edits, setEdits] = useState<Record<string, Choice[]>>({});
  const [busy, setBusy] = useState(false);
  const current = all.data?.find((item) => item.key === picked) ?? all.data?.[0];
  const dirty = Object.keys(edits).length > 0;
  useBlocker({
    enableBeforeUnload: dirty,
    disabled: !dirty,
    shouldBlockFn: async () =>
      !(await ask({ title: t("form.leaveAsk"), text: t("roles.leaveText"), ok: t("roles.leave"), danger: true })),
  });
  const items = (current && edits[current.key]) ?? null;
  const setItems = (key: string, next: Choice[] | null): void =>
    setEdits(({ [key]: _old, ...rest }) => (next ? { ...rest, [key]: next } : rest));
  const save = async (): Promise<void> => {
    if (!current || !items) return;
    setBusy(true);
    try {
      await put(`dictionaries/${current.key}`, { items: items.map(toItem) });
      await Promise.all([
        client.invalidateQueries({ queryKey: ["dictionaries"] }),
        client.invalidateQueries({ queryKey: ["meta"] }),
      ]);
      setItems(current.key, null);
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
                onClick={() => setPicked(item.key)}
              >
                <span className="grow ellipsis">{item.label}</span>
                {edits[item.key] && <Tag color="orange">{t("dict.unsaved")}</Tag>}
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
                disabled={!current.editable}
                onChange={(next) => setItems(current.key, next)}
              />
            </fieldset>
            {current.editable && (
              <SaveBar
                dirty={items !== null}
                busy={busy}
                save={() => void save()}
                reset={() => setItems(current.key, null)}
                hint={t("dict.saveHint")}
              />
            )}
          </div>
        </div>
      )}
    </SettingsFrame>
  );
}
