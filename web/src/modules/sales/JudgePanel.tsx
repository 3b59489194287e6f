/** On the page of a request to register an opportunity: the opportunity and what may be the same one, side by side with
 * the decision. Who may not see the opportunity sees the request alone. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery } from "@tanstack/react-query";
import { Value } from "@/fields/Value";
import { fieldMap, useEntity } from "@/meta/hooks";
import { oneQuery } from "@/records/data";
import type { SlotProps } from "@/slots";
import RegistrationPanel from "./RegistrationPanel";

const SHOWN = ["customer", "contact", "amount", "expected_on", "stage", "product", "source", "owner", "requirement"];

export default function JudgePanel({ entity, recordId }: SlotProps["approvalPanel"]) {
  const meta = useEntity(entity).data;
  const record = useQuery({ ...oneQuery(entity, recordId), retry: false }).data;
  if (!meta || !record) return null;
  const fields = fieldMap(meta);
  const shown = SHOWN.flatMap((name) => fields.get(name) ?? []).filter((field) => record[field.name]);
  return (
    <div className="judge">
      <section className="panel">
        <header className="panel__head">
          <h2>{meta.label}</h2>
        </header>
        <dl className="judge__facts panel__body">
          {shown.map((field) => (
            <div key={field.name}>
              <dt>{field.label}</dt>
              <dd>
                <Value record={record} field={field} mode="full" />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <RegistrationPanel meta={meta} record={record} />
    </div>
  );
}
