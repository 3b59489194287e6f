import { Button } from "antd";
import { useRef, useState } from "react";
import { apiUrl } from "@/api/client";
import { t } from "@/i18n";
import "@/i18n/words/importing";
import { Icon } from "@/ui/Icon";

const ACCEPT = ".csv,.xlsx,.txt,.gz";

export function UploadStep({ entity, busy, onFile }: { entity: string; busy: boolean; onFile: (file: File) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (file) onFile(file);
  };
  return (
    <>
      <section
        className={`drop${over ? " is-over" : ""}`}
        aria-label={t("import.upload")}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <Icon name="upload" size={30} />
        <p className="drop__text">{t("import.drop")}</p>
        <p className="muted">{t("import.formats")}</p>
        <Button type="primary" loading={busy} onClick={() => picker.current?.click()}>
          {t("file.choose")}
        </Button>
        <input
          ref={picker}
          type="file"
          hidden
          accept={ACCEPT}
          aria-label={t("file.choose")}
          onChange={(event) => {
            take(event.target.files?.[0]);
            // The same file again, put right meanwhile, is a change as well.
            event.target.value = "";
          }}
        />
      </section>
      <p>
        <Icon name="download" /> <a href={apiUrl(`${entity}/import-template.xlsx`)}>{t("import.template")}</a>{" "}
        <span className="muted">{t("import.templateHint")}</span>
      </p>
    </>
  );
}
