/** My logs of one kind: the latest periods as a strip, and the log of the chosen one to write or read. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Rate } from "antd";
import { useEffect, useState } from "react";
import { get, patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useMeta } from "@/meta/hooks";
import { draftKey, dropDraft, readDraft, writeDraft } from "@/records/form/draft";
import { formatAgo } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Bones, Failure, Person, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { Strip } from "./Strip";
import { type Context, type Journal, type Kind, type Mark, type Prefill, TEXTS, type Texts } from "./types";

export function Mine({ kind, on, onPick }: { kind: Kind; on?: string; onPick: (on: string) => void }) {
  const strip = useQuery({
    queryKey: ["journals", "strip", kind],
    queryFn: ({ signal }) => get<{ items: Mark[] }>("journal/strip", { kind }, signal),
  });
  if (strip.isError) return <Failure message={messageOf(strip.error)} onRetry={() => void strip.refetch()} />;
  if (!strip.data) return <Bones rows={8} />;
  const marks = strip.data.items;
  const chosen = marks.find((mark) => mark.on === on) ?? marks[marks.length - 1];
  return (
    <>
      <Strip kind={kind} marks={marks} active={chosen?.on} onPick={onPick} />
      {chosen && <Period key={chosen.on} kind={kind} mark={chosen} />}
    </>
  );
}

function Period({ kind, mark }: { kind: Kind; mark: Mark }) {
  const prefill = useQuery({
    queryKey: ["journals", "draft", kind, mark.on],
    queryFn: ({ signal }) => get<Prefill>("journal/draft", { kind, on: mark.on }, signal),
    staleTime: 60_000,
  });
  const id = mark.id;
  const journal = useQuery({
    queryKey: ["journals", "one", id],
    queryFn: ({ signal }) => get<Journal>(`journal/${id}`, {}, signal),
    enabled: id !== null,
  });
  const failed = prefill.error ?? journal.error;
  const again = (): void => {
    for (const query of [prefill, journal]) if (query.isError) void query.refetch();
  };
  if (failed) return <Failure message={messageOf(failed)} onRetry={again} />;
  if (!prefill.data || (id !== null && !journal.data)) return <Bones rows={8} />;
  return (
    <div className="journal-cols">
      <Editor prefill={prefill.data} journal={journal.data ?? null} />
      <aside className="journal-side">
        {journal.data?.reviewed_on && <Guidance journal={journal.data} />}
        <Before prefill={prefill.data} />
        <Figures counts={prefill.data.counts} />
        {journal.data?.state === "submitted" && <Readers id={journal.data.id} />}
      </aside>
    </div>
  );
}

const storeKey = (prefill: Prefill): string => `${draftKey("journal", undefined)}.${prefill.kind}.${prefill.on}`;

const kept = (prefill: Prefill): Texts | null => (readDraft(storeKey(prefill))?.values as Texts | undefined) ?? null;

function Editor({ prefill, journal }: { prefill: Prefill; journal: Journal | null }) {
  const client = useQueryClient();
  const filled: Texts = { done: prefill.done, problems: "", plan: prefill.plan };
  const stored: Texts = journal
    ? { done: journal.done ?? "", problems: journal.problems ?? "", plan: journal.plan ?? "" }
    : filled;
  const [texts, setTexts] = useState<Texts>(() => kept(prefill) ?? stored);
  const [busy, setBusy] = useState(false);
  const fixed = journal?.reviewed_on != null;
  const changed = TEXTS.some((name) => texts[name] !== stored[name]);
  useEffect(() => {
    // What was typed survives a reload; what is saved needs no second copy.
    if (changed) writeDraft(storeKey(prefill), { at: Date.now(), values: { ...texts } });
    else dropDraft(storeKey(prefill));
  }, [texts, changed, prefill]);

  const save = async (submit: boolean): Promise<void> => {
    setBusy(true);
    try {
      const saved = journal
        ? await patch<Journal>(`journal/${journal.id}`, texts, { version: journal.version })
        : await post<Journal>("journal", { kind: prefill.kind, on: prefill.on, ...texts });
      if (submit) await patch(`journal/${saved.id}`, { state: "submitted" }, { version: saved.version });
      dropDraft(storeKey(prefill));
      toast(t(submit ? "journals.submitted" : "journals.saved"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      await client.invalidateQueries({ queryKey: ["journals"] });
      setBusy(false);
    }
  };

  if (fixed && journal)
    return (
      <section className="panel panel__body journal-text">
        {TEXTS.map((name) => (
          <div key={name}>
            <h3>{t(`journals.${name}`)}</h3>
            <p className="journal-text__words">{journal[name] || "–"}</p>
          </div>
        ))}
        <p className="muted">{t("journals.reviewedNote")}</p>
      </section>
    );
  const empty = TEXTS.every((name) => !texts[name].trim());
  return (
    <section className="panel panel__body journal-form">
      {!journal && (prefill.done || prefill.plan) && (
        <p className="journal-form__hint">
          <Icon name="bolt" size={14} /> {t("journals.prefilled")}
          {changed && (
            <Button type="link" size="small" onClick={() => setTexts(filled)}>
              {t("journals.refill")}
            </Button>
          )}
        </p>
      )}
      {TEXTS.map((name) => (
        <div key={name} className="journal-form__field">
          <label htmlFor={`journal-${name}`}>{t(`journals.${name}`)}</label>
          <Input.TextArea
            id={`journal-${name}`}
            value={texts[name]}
            autoSize={{ minRows: name === "problems" ? 2 : 4, maxRows: 18 }}
            maxLength={10_000}
            onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
          />
        </div>
      ))}
      <div className="journal-form__acts">
        {journal?.state === "submitted" ? (
          <Button type="primary" loading={busy} disabled={!changed || empty} onClick={() => void save(false)}>
            {t("journals.update")}
          </Button>
        ) : (
          <>
            <Button loading={busy} disabled={empty || (!changed && journal !== null)} onClick={() => void save(false)}>
              {t("journals.save")}
            </Button>
            <Button type="primary" loading={busy} disabled={empty} onClick={() => void save(true)}>
              {t("journals.submit")}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}

export function Before({ prefill }: { prefill: Pick<Prefill, "planned_before"> }) {
  const plan = prefill.planned_before?.plan;
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("journals.before")}</h2>
      </header>
      <p className={`panel__body journal-text__words${plan ? "" : " muted"}`}>{plan || t("journals.beforeNone")}</p>
    </section>
  );
}

function Figures({ counts }: { counts: Record<string, number> }) {
  const kinds = useMeta().dictionaries.follow_up_kind ?? [];
  const rows = Object.entries(counts).filter(([, number]) => number > 0);
  if (rows.length === 0) return null;
  const label = (key: string): string =>
    key === "tasks" ? t("journals.tasksDone") : (kinds.find((kind) => kind.value === key)?.label ?? key);
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("journals.figures")}</h2>
      </header>
      <dl className="panel__body journal-figures">
        {rows.map(([key, number]) => (
          <div key={key}>
            <dt>{label(key)}</dt>
            <dd className="num">{number}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Guidance({ journal }: { journal: Journal }) {
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("journals.guidance")}</h2>
        {journal.rating !== null && (
          <span role="img" aria-label={t("journals.stars", { n: journal.rating })}>
            <Rate disabled value={journal.rating} />
          </span>
        )}
      </header>
      <div className="panel__body">
        {journal.review && <p className="journal-text__words">{journal.review}</p>}
        <p className="muted">
          {journal.reviewed_by?.title} · {journal.reviewed_on}
        </p>
      </div>
    </section>
  );
}

export function Readers({ id }: { id: number }) {
  const query = useQuery({
    queryKey: ["journals", "context", id],
    queryFn: ({ signal }) => get<Context>("journal/context", { journal: id }, signal),
  });
  const readers = query.data?.readers ?? [];
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>
          {t("journals.readers")} {readers.length > 0 && <Tag>{readers.length}</Tag>}
        </h2>
      </header>
      <div className="panel__body">
        {query.data && readers.length === 0 && <p className="muted">{t("journals.readersNone")}</p>}
        {readers.map((reader) => (
          <p key={reader.user.id} className="journal-reader">
            <Person name={reader.user.title} /> <span className="muted">{formatAgo(reader.at)}</span>
          </p>
        ))}
      </div>
    </section>
  );
}
