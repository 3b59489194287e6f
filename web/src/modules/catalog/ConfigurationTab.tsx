/** What can be chosen of a product: options, parts and rules, to read, to try, and to change. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import type { SlotProps } from "@/slots";
import { Bones, Empty, Failure, Tag } from "@/ui/parts";
import { type Configuration, configurationQuery, extra, plain } from "./data";
import { openConfigurator } from "./openConfigurator";
import { ruleText } from "./ruleText";
import "@/ui/css/prices.css";

const Editor = lazy(() => import("./ConfigurationEditor"));

function Reading({ found }: { found: Configuration }) {
  return (
    <div className="stack">
      {found.options.length > 0 && <h3>{t("catalog.options")}</h3>}
      <ul className="plain-list stack">
        {found.options.map((option) => (
          <li key={option.key}>
            <strong>{option.label}</strong> {option.required && <Tag color="red">{t("catalog.required")}</Tag>}{" "}
            {option.many && <Tag color="blue">{t("catalog.many")}</Tag>}
            <p>
              {option.choices
                .map((choice) => `${choice.label}${Number(choice.price) ? `（${extra(choice.price)}）` : ""}`)
                .join("、")}
            </p>
          </li>
        ))}
      </ul>
      {found.parts.length > 0 && (
        <>
          <h3>{t("catalog.parts")}</h3>
          <ul className="plain-list">
            {found.parts.map((part) => (
              <li key={part.key}>
                {part.product?.title} × <span className="num">{plain(part.quantity)}</span>
                {part.least !== part.most && (
                  <span className="muted">
                    {" "}
                    ({t("catalog.partsRange", { least: plain(part.least), most: plain(part.most) })})
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {found.rules.length > 0 && (
        <>
          <h3>{t("catalog.rules")}</h3>
          <ul className="plain-list">
            {found.rules.map((rule, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
              <li key={at}>{ruleText(found, rule)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

export default function ConfigurationTab({ meta, record }: SlotProps["recordTab"]) {
  const [editing, setEditing] = useState(false);
  const query = useQuery(configurationQuery(record.id));
  if (query.isError) return <Failure message={messageOf(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Bones rows={6} />;
  const found = query.data;
  const nothing = found.options.length === 0 && found.parts.length === 0;
  const product = { id: record.id, title: String(record[meta.title] ?? "") };
  if (editing) {
    return (
      <Suspense fallback={<Bones rows={6} />}>
        <Editor product={product} found={found} onDone={() => setEditing(false)} />
      </Suspense>
    );
  }
  const edit = found.can_change && <Button onClick={() => setEditing(true)}>{t("catalog.editConfiguration")}</Button>;
  return (
    <div className="panel__body stack">
      {nothing ? (
        <Empty
          text={t("catalog.noConfiguration")}
          hint={found.can_change ? t("catalog.noConfigurationHint") : undefined}
          action={edit || undefined}
        />
      ) : (
        <>
          <div className="row row--wrap">
            <Button type="primary" onClick={() => void openConfigurator(product, {})}>
              {t("catalog.tryConfiguration")}
            </Button>
            {edit}
            <span className="muted">{t("catalog.version", { n: found.version })}</span>
          </div>
          <Reading found={found} />
        </>
      )}
    </div>
  );
}
