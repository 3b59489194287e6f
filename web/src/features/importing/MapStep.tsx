/** Which column means which field, and what to do with records that are already there. */
import { Button, Input, Radio, Select } from "antd";
import { useState } from "react";
import type { EntityMeta, ImportJob } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/importing";
import { USER_FIELD } from "@/records/userField";
import { clear } from "@/ui/clear";
import { ScrollX, Tag } from "@/ui/parts";
import { type ImportModel, type ImportPlan, type Owner, startMapping } from "./useImport";

/** Mappings that come with the product go by a key; the words for it are here. */
const NATIVE: Record<string, MessageKey> = { "cn-registry": "import.p_cnRegistry" };
const presetLabel = (preset: { name: string; native?: boolean }): string => {
  const key = preset.native ? NATIVE[preset.name] : undefined;
  return key ? t(key) : preset.name;
};

const ON_MATCH = ["skip", "update", "fill"] as const;
const DUPLICATES = ["", "skip", "mark", "import"] as const;

export function MapStep({ meta, job, work }: { meta: EntityMeta; job: ImportJob; work: ImportModel }) {
  const pools = job.pools ?? [];
  const fields = meta.fields.filter(
    (field) =>
      field.view !== "hidden" &&
      (!field.read_only || field.type === "auto_number" || (field.name === "pool" && pools.length > 0)),
  );
  const labelOf = (name: string): string => fields.find((field) => field.name === name)?.label ?? name;
  const keys = job.match_keys.map((key) => ({ field: key, label: labelOf(key) }));
  const [mapping, setMapping] = useState<Record<string, string>>(() => startMapping(job));
  const [match, setMatch] = useState<string[]>(job.match ?? []);
  const [duplicates, setDuplicates] = useState<ImportPlan["duplicates"]>(job.duplicates ?? "");
  const [onMatch, setOnMatch] = useState<ImportPlan["on_match"]>(job.on_match ?? "skip");
  const [owner, setOwner] = useState<Owner>(null);
  const [pool, setPool] = useState<number | null>(job.pool ?? null);
  const [presetName, setPresetName] = useState("");
  const [preset, setPreset] = useState(job.preset || undefined);

  const used = Object.values(mapping);
  const twice = new Set(used.filter((name, at) => used.indexOf(name) !== at));
  const missing = fields.filter((field) => field.required && !used.includes(field.name));
  const set = (index: number, name: string | undefined): void => {
    const { [String(index)]: _old, ...rest } = mapping;
    setPreset(undefined);
    setMapping(name ? { ...rest, [String(index)]: name } : rest);
  };
  const check = (): void => {
    void work.check({
      mapping,
      match: match.filter((name) => used.includes(name)),
      on_match: onMatch,
      duplicates,
      ...(owner ? { owner: owner.id } : pools.length > 0 && { pool }),
      ...(presetName.trim() && { preset_name: presetName.trim() }),
    });
  };
  const { Input: UserInput } = kitOf(USER_FIELD);
  return (
    <>
      <div className="row row--wrap row--between">
        <span>
          {t("import.file", { name: job.file.name })}{" "}
          {job.rows ? <span className="muted">{t("import.rows", { n: job.rows })}</span> : null}{" "}
          <span className="muted" role="status">
            {t("import.mapped", { n: job.columns.length, done: Object.values(mapping).filter(Boolean).length })}
          </span>
        </span>
        {job.presets.length > 0 && (
          <Select
            style={{ minWidth: 180 }}
            aria-label={t("import.preset")}
            placeholder={t("import.preset")}
            value={preset}
            options={job.presets.map((item) => ({ value: item.name, label: presetLabel(item) }))}
            onChange={(name: string) => {
              setPreset(name);
              setMapping(job.presets.find((item) => item.name === name)?.mapping ?? mapping);
            }}
          />
        )}
      </div>
      <ScrollX label={t("import.map")}>
        <table className="plain-table mapping">
          <thead>
            <tr>
              <th>{t("import.column")}</th>
              <th>{t("import.sample")}</th>
              <th>{t("import.field")}</th>
            </tr>
          </thead>
          <tbody>
            {job.columns.map((column) => {
              const name = mapping[String(column.index)];
              return (
                <tr key={column.index}>
                  <th scope="row">{column.header || t("import.noHeader", { n: column.index + 1 })}</th>
                  <td className="muted" data-label={t("import.sample")}>
                    <span className="ellipsis mapping__sample">
                      {[...new Set(column.sample.filter(Boolean))].slice(0, 3).join(" / ")}
                    </span>
                  </td>
                  <td>
                    <span className="row">
                      <Select
                        allowClear={clear()}
                        className="mapping__select"
                        aria-label={t("import.fieldFor", { label: column.header })}
                        placeholder={t("import.ignore")}
                        value={name}
                        status={name && twice.has(name) ? "error" : undefined}
                        showSearch={{ optionFilterProp: "label" }}
                        options={fields.map((field) => ({
                          value: field.name,
                          label: field.required ? `${field.label} *` : field.label,
                        }))}
                        onChange={(next: string | undefined) => set(column.index, next)}
                      />
                      {name && column.guess?.field === name && <Tag color="blue">{t("import.guessed")}</Tag>}
                    </span>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollX>
      {missing.length > 0 && (
        <p className="field__warn">{t("import.missing", { labels: missing.map((field) => field.label).join("、") })}</p>
      )}
      {twice.size > 0 && <p className="field__error">{t("import.twice")}</p>}
      <div className="form-grid">
        <div className="field">
          <span className="field__name">{t("import.match")}</span>
          <Select
            mode="multiple"
            aria-label={t("import.match")}
            value={match}
            placeholder={t("import.matchNone")}
            options={keys.map((key) => ({ value: key.field, label: key.label }))}
            onChange={setMatch}
          />
          <p className="field__help">{t(job.together ? "import.matchTogether" : "import.matchHint")}</p>
        </div>
        <div className="field">
          <span className="field__name">{t("import.owner")}</span>
          <UserInput
            field={USER_FIELD}
            value={owner}
            label={t("import.owner")}
            onChange={(value) => {
              setOwner(isRef(value) ? value : null);
              if (isRef(value)) setPool(null);
            }}
          />
          <p className="field__help">{t("import.ownerHint")}</p>
        </div>
        {pools.length > 0 && (
          <div className="field">
            <span className="field__name">{t("import.pool")}</span>
            <Select<number>
              allowClear={clear()}
              aria-label={t("import.pool")}
              placeholder={t("import.poolNone")}
              value={pool ?? undefined}
              options={pools.map((one) => ({ value: one.id, label: one.name }))}
              onChange={(next) => {
                setPool(next ?? null);
                if (next !== undefined) setOwner(null);
              }}
            />
            <p className="field__help">{t("import.poolHint")}</p>
          </div>
        )}
        {match.length > 0 && (
          <div className="field field--wide">
            <span className="field__name">{t("import.onMatch")}</span>
            <Radio.Group
              value={onMatch}
              onChange={(event) => setOnMatch(event.target.value as ImportPlan["on_match"])}
              options={ON_MATCH.map((value) => ({ value, label: t(`import.on_${value}`) }))}
            />
          </div>
        )}
        <div className="field field--wide">
          <span className="field__name">{t("import.duplicates")}</span>
          <Radio.Group
            value={duplicates}
            onChange={(event) => setDuplicates(event.target.value as ImportPlan["duplicates"])}
            options={DUPLICATES.map((value) => ({ value, label: t(`import.dup_${value || "rule"}`) }))}
          />
          <p className="field__help">{t("import.duplicatesHint")}</p>
        </div>
        <div className="field">
          <label htmlFor="preset-name">{t("import.savePreset")}</label>
          <Input
            id="preset-name"
            value={presetName}
            maxLength={60}
            placeholder={t("import.savePresetHint")}
            onChange={(event) => setPresetName(event.target.value)}
          />
        </div>
      </div>
      <div className="row">
        <Button type="primary" loading={work.busy} disabled={used.length === 0 || twice.size > 0} onClick={check}>
          {t("import.startCheck")}
        </Button>
        <span className="muted">{t("import.checkHint")}</span>
      </div>
    </>
  );
}
