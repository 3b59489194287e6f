/** What a funnel or forecast is about: process, time, department, person. */
import "@/i18n/words/funnel";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import dayjs from "dayjs";
import { Suspense } from "react";
import type { Ref } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { flatDepartments, treeQuery } from "@/meta/org";
import { USER_FIELD } from "@/records/userField";
import { Bone } from "@/ui/parts";
import type { Process } from "./data";

const PERIODS = { all: null, month: 1, quarter: 3, half: 6, year: 12 } as const;
export type Period = keyof typeof PERIODS;

export interface Words {
  pipeline?: string;
  period: Period;
  department?: number;
  person?: Ref;
}

/** What the server is asked. */
export function asked(words: Words, withPeriod: boolean): Record<string, string | number | undefined> {
  const months = PERIODS[words.period];
  const from = withPeriod && months !== null ? dayjs().subtract(months, "month").format("YYYY-MM-DD") : undefined;
  return { pipeline: words.pipeline, department: words.department, person: words.person?.id, from };
}

export function Filters(props: {
  words: Words;
  onChange: (words: Words) => void;
  processes: Process[] | undefined;
  period?: boolean;
  /** Offered in place of one process. */
  all?: boolean;
  current?: number;
}) {
  const { words, onChange } = props;
  const tree = useQuery(treeQuery);
  const Person = kitOf(USER_FIELD).Input;
  const known = (props.processes ?? []).map((one) => ({ value: String(one.id), label: one.title }));
  return (
    <div className="funnel-filters">
      <Select
        aria-label={t("funnel.process")}
        value={words.pipeline ?? (props.all ? "" : props.current && String(props.current))}
        options={props.all ? [{ value: "", label: t("funnel.allProcesses") }, ...known] : known}
        onChange={(value) => onChange({ ...words, pipeline: value || undefined })}
        popupMatchSelectWidth={false}
      />
      {props.period && (
        <Select<Period>
          aria-label={t("funnel.period")}
          value={words.period}
          options={(Object.keys(PERIODS) as Period[]).map((key) => ({ value: key, label: t(`funnel.period.${key}`) }))}
          onChange={(period) => onChange({ ...words, period })}
        />
      )}
      <Select
        aria-label={t("funnel.department")}
        placeholder={t("funnel.department")}
        allowClear
        showSearch
        optionFilterProp="label"
        value={words.department}
        options={flatDepartments(tree.data)}
        onChange={(department) => onChange({ ...words, department })}
        popupMatchSelectWidth={false}
      />
      <div className="funnel-filters__person row">
        <span className="muted">{t("funnel.person")}</span>
        <Suspense fallback={<Bone height={32} />}>
          <Person
            id="funnel-person"
            field={USER_FIELD}
            value={words.person ?? null}
            label={t("funnel.person")}
            onChange={(value) => onChange({ ...words, person: isRef(value) ? value : undefined })}
          />
        </Suspense>
      </div>
    </div>
  );
}
