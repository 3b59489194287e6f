/** Above a lead that is over: what it became, or why nothing came of it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { get } from "@/api/client";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import { choicesOf, fieldMap, useMeta } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { Icon } from "@/ui/Icon";
import type { Conversion, Kind } from "./data";

const KINDS: Kind[] = ["customer", "contact", "opportunity"];

export default function OutcomeBanner(props: SlotProps["recordBanner"]) {
  if (props.record.state === "converted") return <Converted {...props} />;
  return props.record.state === "dropped" ? <Dropped {...props} /> : null;
}

function Dropped({ meta, record }: SlotProps["recordBanner"]) {
  const known = useMeta();
  const field = fieldMap(meta).get("drop_reason");
  const label = field && choicesOf(field, known).find((choice) => choice.value === record.drop_reason)?.label;
  const reason = [label ?? record.drop_reason, record.drop_note].filter(Boolean).join("，");
  return (
    <div className="notice" role="status">
      <Icon name="close" />
      <span className="grow">{t("leads.dropped", { reason })}</span>
    </div>
  );
}

function Converted({ meta, record }: SlotProps["recordBanner"]) {
  const told = useQuery({
    queryKey: ["records", meta.key, "conversion", record.id, record.version],
    queryFn: ({ signal }) => get<Conversion>(`lead/${record.id}/conversion`, {}, signal),
    retry: false,
  }).data;
  const shown = KINDS.flatMap((kind) => {
    const one = told?.became[kind];
    return one ? [{ kind, ...one }] : [];
  });
  return (
    <div className="notice notice--info" role="status">
      <Icon name="check" />
      <span className="grow">
        {t("leads.converted")}{" "}
        {shown.map(({ kind, id, title }) => (
          <span key={kind} className="lead-became">
            {t(`leads.became_${kind}`)}{" "}
            {id === null ? (
              <span className="muted">{t("leads.hidden")}</span>
            ) : (
              <Link to="/r/$entity/$id" params={{ entity: kind, id: String(id) }}>
                {title || `#${id}`}
              </Link>
            )}
          </span>
        ))}
      </span>
    </div>
  );
}
