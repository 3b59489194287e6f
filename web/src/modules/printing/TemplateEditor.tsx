/** Writes a template: what it is called, its content, the placeholders, and how a record looks in it. */
import "@/i18n/words/printing";
import "@/ui/css/printing.css";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Drawer, Input, Radio, Select, Upload } from "antd";
import { useEffect, useId, useRef, useState } from "react";
import { ApiError, download, get, patch, post, upload } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { FileRef, Ref } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { copyText } from "@/ui/copy";
import { ask } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { Bones, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";
import type { Kind, Sheet, Template } from "./data";
import { Placeholders } from "./Placeholders";
import { recordField } from "./recordField";
import { SheetFrame } from "./SheetFrame";

const DOCX = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document";
type Full = Template & { body: string; file_name: string };

interface Props {
  entity: string;
  label: string;
  template?: Template;
  papers: { key: string; label: string }[];
  builtin: string;
  isFirst: boolean;
  /** Administrators may see no record of what they write templates for; then names stand for values. */
  seesRecords: boolean;
  onClose: (saved: Template | null) => void;
}

export default function TemplateEditor(props: Props) {
  const { template } = props;
  const full = useQuery({
    queryKey: ["printing", "template", template?.id, template?.version],
    queryFn: ({ signal }) => get<Full>(`printing/templates/${template?.id}`, {}, signal),
    enabled: template !== undefined,
  });
  if (template && !full.data) {
    return (
      <Drawer open size="min(1280px, 100vw)" title={template.name} onClose={() => props.onClose(null)}>
        {full.isError ? (
          <Failure message={messageOf(full.error)} onRetry={() => void full.refetch()} />
        ) : (
          <Bones rows={10} />
        )}
      </Drawer>
    );
  }
  return <Editor {...props} full={full.data} />;
}

function Editor({
  entity,
  label,
  full,
  papers,
  builtin,
  isFirst,
  seesRecords,
  onClose,
}: Props & { full: Full | undefined }) {
  const id = useId();
  const [name, setName] = useState(full?.name ?? "");
  const [kind, setKind] = useState<Kind>(full?.kind ?? "html");
  const [paper, setPaper] = useState(full?.paper ?? papers[0]?.key ?? "a4");
  const [active, setActive] = useState(full?.active ?? true);
  const [usual, setUsual] = useState(full?.is_default ?? isFirst);
  const [body, setBody] = useState(full?.body ?? builtin);
  const [file, setFile] = useState<FileRef | null>(null);
  const [record, setRecord] = useState<Ref | null>(null);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [problems, setProblems] = useState<string[]>([]);
  const [busy, setBusy] = useState<"save" | "try" | "file" | null>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const first = [full?.body ?? builtin, full?.name ?? "", full?.paper ?? papers[0]?.key ?? "a4"];
  const dirty =
    file !== null ||
    active !== (full?.active ?? true) ||
    usual !== (full?.is_default ?? isFirst) ||
    [body, name, paper].some((one, at) => one !== first[at]);

  useEffect(() => {
    if (!dirty) return;
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", hold);
    return () => removeEventListener("beforeunload", hold);
  }, [dirty]);

  const guarded = async (what: "save" | "try" | "file", work: () => Promise<void>): Promise<void> => {
    setBusy(what);
    setProblems([]);
    try {
      await work();
    } catch (error) {
      const told = error instanceof ApiError ? (error.problem.errors ?? []).map((one) => one.message) : [];
      setProblems(told.length > 0 ? told : [messageOf(error)]);
    } finally {
      setBusy(null);
    }
  };
  const content = kind === "html" ? { body } : file ? { file: file.id } : {};
  const save = (): Promise<void> =>
    guarded("save", async () => {
      const head = { name: name.trim(), paper, active, is_default: usual && active };
      const changed = kind === "docx" || body !== full?.body ? content : {};
      onClose(
        full
          ? await patch<Template>(`printing/templates/${full.id}`, { ...head, ...changed, version: full.version })
          : await post<Template>("printing/templates", { entity, kind, ...head, ...content }),
      );
    });
  const tryIt = (): Promise<void> =>
    guarded("try", async () => {
      const trial = { entity, kind, paper, ...content, record: record?.id, template: full?.id };
      const made = await post<Sheet & { file?: number }>("printing/try", trial);
      if (made.file) download(`files/${made.file}`);
      setSheet(made.html ? made : null);
      toast(t("printing.ok"), { kind: "good" });
    });
  const pick = (placeholder: string): void => {
    const box = text.current;
    if (kind === "docx" || !box) {
      copyText(placeholder);
      return;
    }
    const { selectionStart: from, selectionEnd: to } = box;
    setBody(body.slice(0, from) + placeholder + body.slice(to));
    requestAnimationFrame(() => {
      box.focus();
      box.setSelectionRange(from + placeholder.length, from + placeholder.length);
    });
  };
  const leave = async (): Promise<void> => {
    const question = { title: t("form.leaveAsk"), text: t("form.leaveText"), ok: t("form.leave"), danger: true };
    if (!dirty || (await ask(question))) onClose(null);
  };
  const restore = (): void => {
    const before = body;
    setBody(builtin);
    toast(t("printing.restored"), { action: { label: t("common.undo"), run: () => setBody(before) } });
  };
  const Record = kitOf(recordField(entity, label)).Input;

  return (
    <Drawer
      open
      size="min(1280px, 100vw)"
      title={full ? t("printing.edit", { name: full.name }) : t("printing.new")}
      onClose={() => void leave()}
      footer={
        <div className="row row--end">
          <Button onClick={() => void leave()}>{t("common.cancel")}</Button>
          <Button type="primary" loading={busy === "save"} disabled={!name.trim()} onClick={() => void save()}>
            {t("common.save")}
          </Button>
        </div>
      }
    >
      <div className="printing__editor">
        <div className="stack">
          {problems.length > 0 && (
            <div className="notice notice--bad" role="alert">
              <Icon name="warning" />
              <ul className="printing__problems">
                {problems.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </div>
          )}
          <div className="form-grid">
            <div className="field">
              <label htmlFor={`${id}-name`}>
                <span className="field__star" aria-hidden="true">
                  *
                </span>
                {t("printing.name")}
              </label>
              <Input id={`${id}-name`} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
            </div>
            {kind === "html" && (
              <div className="field">
                <label htmlFor={`${id}-paper`}>{t("printing.paper")}</label>
                <Select
                  id={`${id}-paper`}
                  value={paper}
                  options={papers.map((one) => ({ value: one.key, label: one.label }))}
                  onChange={setPaper}
                />
              </div>
            )}
          </div>
          {!full && (
            <Radio.Group value={kind} aria-label={t("printing.kind")} onChange={(event) => setKind(event.target.value)}>
              <Radio value="html">{t("printing.k_html")}</Radio>
              <Radio value="docx">{t("printing.k_docx")}</Radio>
            </Radio.Group>
          )}
          <div className="row row--wrap">
            <Checkbox checked={active} onChange={(event) => setActive(event.target.checked)}>
              {t("printing.active")}
            </Checkbox>
            <Checkbox checked={usual && active} disabled={!active} onChange={(event) => setUsual(event.target.checked)}>
              {t("printing.default")}
            </Checkbox>
          </div>
          {kind === "html" ? (
            <div className="field">
              <div className="row">
                <label htmlFor={`${id}-body`} className="grow">
                  {t("printing.body")}
                </label>
                {body !== builtin && (
                  <Button size="small" onClick={restore}>
                    {t("printing.fromBuiltin")}
                  </Button>
                )}
              </div>
              <textarea
                id={`${id}-body`}
                ref={text}
                className="printing__body"
                spellCheck={false}
                value={body}
                onChange={(event) => setBody(event.target.value)}
              />
            </div>
          ) : (
            <div className="field">
              <span className="field__name">{t("printing.file")}</span>
              <div className="row row--wrap">
                <Upload
                  accept={DOCX}
                  showUploadList={false}
                  beforeUpload={(chosen) => {
                    void guarded("file", async () => setFile(await upload<FileRef>("files", chosen)));
                    return false;
                  }}
                >
                  <Button icon={<Icon name="upload" />} loading={busy === "file"}>
                    {full || file ? t("printing.replace") : t("printing.upload")}
                  </Button>
                </Upload>
                <span>{file?.name ?? full?.file_name}</span>
                {full && !file && (
                  <Button
                    icon={<Icon name="download" />}
                    onClick={() =>
                      void guarded("file", async () => {
                        const made = await post<{ file: number }>(`printing/templates/${full.id}/source`);
                        download(`files/${made.file}`);
                      })
                    }
                  >
                    {t("printing.download")}
                  </Button>
                )}
              </div>
            </div>
          )}
          <section aria-label={t("printing.try")} className="printing__try">
            <h3>{t("printing.try")}</h3>
            <div className="row">
              <div className="grow">
                {!seesRecords && <p className="muted">{t("printing.sample")}</p>}
                {seesRecords && (
                  <Record
                    field={recordField(entity, label)}
                    value={record}
                    label={t("printing.tryRecord")}
                    onChange={(next) => setRecord(next as Ref | null)}
                  />
                )}
              </div>
              <Button
                loading={busy === "try"}
                disabled={kind === "docx" && !file && !full}
                onClick={() => void tryIt()}
              >
                {t("printing.tryIt")}
              </Button>
            </div>
            {sheet?.html && <SheetFrame html={sheet.html} title={t("printing.preview")} />}
          </section>
        </div>
        <aside aria-label={t("printing.placeholders")}>
          <h3>{t("printing.placeholders")}</h3>
          <Placeholders entity={entity} onPick={pick} />
        </aside>
      </div>
    </Drawer>
  );
}
