/** On a customer's page: what the customer sent through registration forms. */
import { t } from "@/i18n";
import "@/i18n/words/registration";
import type { SlotProps } from "@/slots";
import { Submissions, useSubmissions } from "./Submissions";

export default function RegistrationsPanel({ meta, record }: SlotProps["recordPanel"]) {
  const path = `${meta.key}/${record.id}/registrations`;
  const found = useSubmissions(path);
  if (!found.data?.pages[0]?.items.length) return null;
  return (
    <section className="panel" aria-label={t("registration.panel")}>
      <header className="panel__head">
        <h2>{t("registration.panel")}</h2>
      </header>
      <div className="panel__body">
        <Submissions path={path} withCustomer={false} />
      </div>
    </section>
  );
}
