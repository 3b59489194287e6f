/** Choose a template, look at the page, print it or take it along. */
import "@/i18n/words/printing";
import "@/ui/css/printing.css";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, InputNumber, Modal, Select } from "antd";
import { useId, useRef, useState } from "react";
import { download, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { formatMoment } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { BUILTIN, type Format, offeredQuery, printsQuery, type Sheet } from "./data";
import { SheetFrame, type SheetHandle } from "./SheetFrame";

const MAX_COPIES = 10;

interface Props {
  meta: EntityMeta;
  record: Rec;
  onClose: () => void;
}

export default function PrintDialog({ meta, record, onClose }: Props) {
  const client = useQueryClient();
  const phone = useIsPhone();
  const id = useId();
  const offered = useQuery(offeredQuery(meta.key));
  const [chosen, setChosen] = useState<number | null>(null);
  const [copies, setCopies] = useState(1);
  const [busy, setBusy] = useState<Format | null>(null);
  const frame = useRef<SheetHandle>(null);
  const items = offered.data?.items ?? [];
  const usual = items.find((item) => item.is_default) ?? items[0];
  const template = chosen ?? usual?.id ?? BUILTIN;
  const isWord = items.find((item) => item.id === template)?.kind === "docx";
  const what = { entity: meta.key, record: record.id, template };
  const sheet = useQuery({
    queryKey: ["printing", "preview", meta.key, record.id, record.version, template],
    queryFn: ({ signal }) => post<Sheet>("printing/preview", what, { signal }),
    enabled: offered.isSuccess && !isWord,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

  const hand = async (format: Format): Promise<void> => {
    setBusy(format);
    try {
      const made = await post<{ html?: string; file?: number; job?: number }>("printing/print", {
        ...what,
        format,
        copies,
      });
      if (made.file) download(`files/${made.file}`);
      if (made.html) printPage(made.html, copies > 1 ? null : frame.current);
      if (made.job) {
        toast(t("printing.pdfStarted"), { kind: "good" });
        await client.invalidateQueries({ queryKey: ["jobs"] });
      }
      await client.invalidateQueries({ queryKey: ["printing", "prints"] });
      await client.invalidateQueries({ queryKey: ["timeline", meta.key, String(record.id)] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(null);
    }
  };

  const body = (): React.ReactNode => {
    if (offered.isError) return <Failure message={messageOf(offered.error)} onRetry={() => void offered.refetch()} />;
    if (isWord) return <p className="notice notice--info">{t("printing.wordHint")}</p>;
    if (sheet.isError) return <Failure message={messageOf(sheet.error)} onRetry={() => void sheet.refetch()} />;
    if (!sheet.data?.html) return <Bones rows={12} />;
    return <SheetFrame ref={frame} html={sheet.data.html} title={t("printing.preview")} />;
  };
  const pdf = offered.data?.pdf;
  return (
    <Modal
      open
      width={phone ? "100%" : 1080}
      className="printing"
      title={t("printing.title", { title: String(record[meta.title] || `#${record.id}`) })}
      onCancel={onClose}
      footer={null}
    >
      <div className="printing__cols">
        <div className="printing__side">
          <div className="field">
            <label htmlFor={`${id}-t`}>{t("printing.template")}</label>
            <Select<number>
              id={`${id}-t`}
              value={template}
              loading={offered.isPending}
              options={[
                ...items.map((item) => ({ value: item.id, label: item.name })),
                { value: BUILTIN, label: t("printing.builtin") },
              ]}
              onChange={setChosen}
            />
          </div>
          {!isWord && (
            <div className="field">
              <label htmlFor={`${id}-n`}>{t("printing.copies")}</label>
              <InputNumber
                id={`${id}-n`}
                min={1}
                max={MAX_COPIES}
                precision={0}
                value={copies}
                style={{ width: "100%" }}
                onChange={(next) => setCopies(next ?? 1)}
              />
              {copies > 1 && <p className="field__help">{t("printing.copiesHint")}</p>}
            </div>
          )}
          <div className="printing__acts">
            {isWord ? (
              <Button
                type="primary"
                icon={<Icon name="download" />}
                loading={busy === "docx"}
                onClick={() => void hand("docx")}
              >
                {t("printing.word")}
              </Button>
            ) : (
              <>
                <Button
                  type="primary"
                  icon={<Icon name="print" />}
                  loading={busy === "html"}
                  disabled={!sheet.data?.html}
                  onClick={() => void hand("html")}
                >
                  {t("printing.browser")}
                </Button>
                <Button
                  icon={<Icon name="download" />}
                  loading={busy === "pdf"}
                  disabled={!pdf?.available || !sheet.data?.html}
                  onClick={() => void hand("pdf")}
                >
                  {t("printing.pdf")}
                </Button>
                {pdf && !pdf.available && <p className="field__help">{pdf.hint}</p>}
              </>
            )}
          </div>
          {sheet.data && sheet.data.withheld.length > 0 && !isWord && (
            <p className="notice notice--warn printing__note">
              {t("printing.withheld", { fields: sheet.data.withheld.join("、") })}
            </p>
          )}
          <Prints entity={meta.key} record={record.id} />
        </div>
        <div className="printing__page" aria-busy={sheet.isFetching}>
          {body()}
        </div>
      </div>
    </Modal>
  );
}

/** Prints what is shown; several copies are a page of their own, which lives until it is printed. */
function printPage(html: string, shown: SheetHandle | null): void {
  if (shown) {
    shown.print();
    return;
  }
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-same-origin allow-modals");
  frame.className = "paper paper--away";
  frame.srcdoc = html;
  frame.addEventListener("load", () => {
    frame.contentWindow?.addEventListener("afterprint", () => frame.remove());
    frame.contentWindow?.print();
  });
  document.body.append(frame);
}

function Prints({ entity, record }: { entity: string; record: number }) {
  const prints = useQuery(printsQuery(entity, record));
  if (prints.isPending) return <Bones rows={2} />;
  if (prints.isError) return <Failure message={messageOf(prints.error)} onRetry={() => void prints.refetch()} />;
  return (
    <section aria-label={t("printing.log")} className="printing__log">
      <h3>{t("printing.log")}</h3>
      {prints.data.length === 0 && <p className="muted">{t("printing.noLog")}</p>}
      <ul>
        {prints.data.map((one) => (
          <li key={one.id}>
            <span className="num">{formatMoment(one.at)}</span>
            <span className="muted">
              {t("printing.logLine", {
                name: one.actor?.title ?? "",
                template: one.template || t("printing.builtin"),
                format: t(`printing.f_${one.format}`),
                n: one.copies,
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
