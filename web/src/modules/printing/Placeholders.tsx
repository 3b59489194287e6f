/** Everything that can stand in a template, to be put in or copied by a click. */
import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { clear } from "@/ui/clear";
import { Bones, Failure } from "@/ui/parts";
import { type Offer, offersQuery } from "./data";

const GRAMMAR = [
  ["{{name}}", "printing.gr_value"],
  ["{{amount|大写}}", "printing.gr_words"],
  ["{{#lines}} … {{/lines}}", "printing.gr_rows"],
  ["{{#remarks}} … {{/remarks}}", "printing.gr_if"],
  ["{{qr:number}}", "printing.gr_qr"],
] as const;

export function Placeholders({ entity, onPick }: { entity: string; onPick: (text: string) => void }) {
  const offers = useQuery(offersQuery(entity));
  const [typed, setTyped] = useState("");
  if (offers.isPending) return <Bones rows={8} />;
  if (offers.isError) return <Failure message={messageOf(offers.error)} onRetry={() => void offers.refetch()} />;
  const wanted = typed.trim().toLowerCase();
  const fits = (offer: Offer): boolean =>
    wanted === "" || offer.label.toLowerCase().includes(wanted) || offer.path.toLowerCase().includes(wanted);
  const { fields, lists, print } = offers.data;
  return (
    <div className="printing__offers">
      <p className="field__help">{t("printing.placeholdersHint")}</p>
      <Input
        allowClear={clear()}
        value={typed}
        placeholder={t("printing.find")}
        aria-label={t("printing.find")}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Group label={t("printing.g_fields")} offers={fields.filter(fits)} onPick={onPick} open />
      {fields
        .filter((field) => field.fields)
        .map((field) => (
          <Group
            key={field.path}
            label={field.label}
            offers={(field.fields ?? []).filter(fits)}
            onPick={onPick}
            open={wanted !== ""}
          />
        ))}
      {lists.map((list) => (
        <Group
          key={list.key}
          label={t("printing.g_rows", { label: list.label })}
          offers={list.fields.filter(fits)}
          block={list.key}
          onPick={onPick}
          open={wanted !== ""}
        />
      ))}
      <Group label={t("printing.g_print")} offers={print.filter(fits)} onPick={onPick} open={wanted !== ""} />
      <details>
        <summary>{t("printing.grammar")}</summary>
        <dl className="printing__grammar">
          {GRAMMAR.map(([text, key]) => (
            <div key={text}>
              <dt>
                <code>{text}</code>
              </dt>
              <dd className="muted">{t(key)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}

interface GroupProps {
  label: string;
  offers: Offer[];
  /** The list that they are rows of. */
  block?: string;
  onPick: (text: string) => void;
  open: boolean;
}

function Group({ label, offers, block, onPick, open }: GroupProps) {
  if (offers.length === 0) return null;
  return (
    // Drawn anew when a search opens it; closing by hand stays possible.
    <details key={String(open)} open={open}>
      <summary>
        {label} <span className="muted">{offers.length}</span>
      </summary>
      <ul>
        {block && (
          <li>
            <button type="button" onClick={() => onPick(`{{#${block}}}{{/${block}}}`)}>
              <code>{`{{#${block}}} … {{/${block}}}`}</code>
            </button>
          </li>
        )}
        {offers.map((offer) => (
          <li key={offer.path}>
            <button type="button" title={`{{${offer.path}}}`} onClick={() => onPick(`{{${offer.path}}}`)}>
              <span>{offer.label}</span>
              <code>{offer.path}</code>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
