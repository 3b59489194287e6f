/** Choosing options and parts of a product. What does not go together cannot be picked, and says why. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { formatMoney } from "@/ui/format";
import { useDebounced } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure } from "@/ui/parts";
import { type Chosen, configurationQuery, extra, type Option, plain, type Verdict } from "./data";
import "@/ui/css/prices.css";

function Choices(props: {
  option: Option;
  chosen: string | string[] | undefined;
  blocked: Record<string, string>;
  problem?: string;
  onChange: (value: string | string[]) => void;
}) {
  const { option, chosen } = props;
  const picked = Array.isArray(chosen) ? chosen : chosen ? [chosen] : [];
  const pick = (key: string): void => {
    if (option.many) props.onChange(picked.includes(key) ? picked.filter((one) => one !== key) : [...picked, key]);
    else props.onChange(picked.includes(key) && !option.required ? "" : key);
  };
  return (
    <fieldset className="choices">
      <legend>
        {option.required && (
          <span className="field__star" aria-hidden="true">
            *
          </span>
        )}
        {option.label} {!option.required && <span className="muted">{t("catalog.optional")}</span>}
      </legend>
      <div className="choices__list">
        {option.choices.map((choice) => {
          const why = props.blocked[choice.key];
          const on = picked.includes(choice.key);
          return (
            <button
              key={choice.key}
              type="button"
              className={`choice${on ? " is-on" : ""}${why ? " is-blocked" : ""}`}
              aria-pressed={on}
              onClick={() => pick(choice.key)}
            >
              <span className="choice__name">
                {on && <Icon name="check" size={14} />} {choice.label}
                {Number(choice.price) !== 0 && <span className="num muted"> {extra(choice.price)}</span>}
              </span>
              {why && !on && <span className="choice__why">{why}</span>}
            </button>
          );
        })}
      </div>
      {props.problem && <p className="field__error">{props.problem}</p>}
    </fieldset>
  );
}

export default function Configurator(props: {
  product: Ref;
  chosen: Chosen;
  onClose: (taken: Verdict | null) => void;
}) {
  const { product } = props;
  const [chosen, setChosen] = useState<Chosen>(props.chosen);
  const known = useQuery(configurationQuery(product.id));
  const asked = useDebounced(chosen, 150);
  const verdict = useQuery({
    queryKey: ["configure", product.id, asked],
    queryFn: ({ signal }) => post<Verdict>(`product/${product.id}/configure`, { choices: asked }, { signal }),
    placeholderData: keepPreviousData,
  });
  const found = verdict.data;
  const settled = found && asked === chosen && !verdict.isPlaceholderData;
  // What is still to be chosen is no mistake: it is named below, and marked nowhere.
  const wrong = (found?.reasons ?? []).filter((reason) => reason.code !== "required");
  const problems = new Map(wrong.map((reason) => [reason.path, reason.text]));
  const bad = wrong.length > 0;
  const nothing = known.data && known.data.options.length === 0 && known.data.parts.length === 0;
  return (
    <Modal
      open
      width={640}
      title={t("catalog.chooseOptions", { name: product.title ?? "" })}
      okText={t("catalog.take")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !settled || !found?.ok }}
      onOk={() => found && props.onClose(found)}
      onCancel={() => props.onClose(null)}
    >
      {known.isPending && <Bones rows={6} />}
      {(known.isError || verdict.isError) && (
        <Failure message={messageOf(known.error ?? verdict.error)} onRetry={() => void known.refetch()} />
      )}
      {nothing && <Empty text={t("catalog.noConfiguration")} />}
      {known.data && !nothing && (
        <div className="stack">
          {known.data.options.map((option) => (
            <Choices
              key={option.key}
              option={option}
              chosen={chosen[option.key]}
              blocked={found?.blocked[option.key] ?? {}}
              problem={problems.get(option.key)}
              onChange={(value) => setChosen({ ...chosen, [option.key]: value })}
            />
          ))}
          {known.data.parts.length > 0 && (
            <fieldset className="choices">
              <legend>{t("catalog.parts")}</legend>
              {known.data.parts.map((part) => (
                <div key={part.key} className="row part-row">
                  <span className="grow">{part.product?.title}</span>
                  {part.least === part.most ? (
                    <span className="num">× {plain(part.quantity)}</span>
                  ) : (
                    <>
                      <span className="muted num">
                        {t("catalog.partsRange", { least: plain(part.least), most: plain(part.most) })}
                      </span>
                      <Input
                        className="part-row__number"
                        inputMode="decimal"
                        aria-label={part.product?.title ?? part.key}
                        value={String(chosen[part.key] ?? plain(part.quantity))}
                        onChange={(event) =>
                          setChosen({ ...chosen, [part.key]: event.target.value.replace(/[^\d.]/g, "") })
                        }
                      />
                    </>
                  )}
                  {problems.has(part.key) && <p className="field__error part-row__why">{problems.get(part.key)}</p>}
                </div>
              ))}
            </fieldset>
          )}
          {found && (
            <div className={`notice notice--${bad ? "warn" : "info"}`} role="status">
              <div>
                <strong>{t(found.ok ? "catalog.possible" : bad ? "catalog.impossible" : "catalog.incomplete")}</strong>
                {!found.ok && (
                  <ul className="choice__reasons">
                    {found.reasons.map((reason) => (
                      <li key={`${reason.path}-${reason.text}`}>{reason.text}</li>
                    ))}
                  </ul>
                )}
                <p>{found.summary}</p>
                {Number(found.price_change) !== 0 && (
                  <p className="num">{t("catalog.adds", { price: formatMoney(plain(found.price_change), "CNY") })}</p>
                )}
              </div>
            </div>
          )}
        </div>
      )}
    </Modal>
  );
}
