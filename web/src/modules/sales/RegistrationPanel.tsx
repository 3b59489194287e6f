/** On the page of an opportunity: its registration, and what may be the same opportunity. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/problem";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { fieldMap } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { formatMoment } from "@/ui/format";
import { Bones, Failure } from "@/ui/parts";
import { ClashList } from "./ClashList";
import { registrationQuery } from "./data";

export default function RegistrationPanel({ meta, record }: SlotProps["recordPanel"]) {
  const found = useQuery(registrationQuery(record.id, record.version));
  const state = fieldMap(meta).get("registration_state");
  if (!state) return null;
  const told = found.data;
  return (
    <section className="panel">
      <header className="panel__head">
        <h2 className="grow">{t("sales.registration")}</h2>
        <Value record={record} field={state} />
      </header>
      <div className="panel__body stack">
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {found.isPending && <Bones rows={2} />}
        {told && (
          <>
            {told.until && <p>{t("sales.protectedUntil", { on: told.until })}</p>}
            {told.asked_at && (
              <p className="muted">{t("sales.askedAt", { at: formatMoment(told.asked_at), n: told.then.length })}</p>
            )}
            {told.now.length === 0 ? (
              <p className="muted">{t("sales.noClash")}</p>
            ) : (
              <>
                <p>{t("sales.clashesNow", { n: told.now.length })}</p>
                <ClashList items={told.now} />
              </>
            )}
          </>
        )}
      </div>
    </section>
  );
}
