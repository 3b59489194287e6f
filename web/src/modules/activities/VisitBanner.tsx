/** On the page of a visit: what is next to do, in one tap, and where it was for those who may know. */
import "@/i18n/words/activities";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { get } from "@/api/client";
import type { ActionMeta } from "@/api/types";
import { t } from "@/i18n";
import { holds } from "@/meta/condition";
import { useRecordActions } from "@/records/record/useRecord";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { formatMoment } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import CheckIn from "./CheckIn";
import Finish from "./Finish";

interface Position {
  moment: "in" | "out";
  at: string;
  location: { lat: number; lng: number };
  accuracy: number | null;
  address: string;
}

const DIALOGS = { check_in: CheckIn, finish: Finish };

export default function VisitBanner({ meta, record }: SlotProps["recordBanner"]) {
  const actions = useRecordActions(meta, record);
  const phone = useIsPhone();
  const positions = useQuery({
    queryKey: ["visits", "positions", record.id, record.version],
    queryFn: ({ signal }) => get<{ items: Position[] }>("visits/positions", { visit: record.id }, signal),
    enabled: Boolean(record.checked_in_at),
    staleTime: 60_000,
  });
  const open = (action: ActionMeta): void => {
    const Dialog = DIALOGS[action.key as keyof typeof DIALOGS];
    void openDialog<null>((close) => (
      <Dialog
        meta={meta}
        record={record}
        action={action}
        run={(input) => actions.act(action, input)}
        onClose={() => close(null)}
      />
    ));
  };
  const offered = meta.actions.filter(
    (action) => action.key in DIALOGS && holds(action.offered, record) && record._can?.[action.key],
  );
  const arrived = typeof record.checked_in_at === "string" ? record.checked_in_at : null;
  const items = positions.data?.items ?? [];
  const isLate = record.late === true && !arrived && offered.length > 0;
  // At a desk the head of the page has the same buttons.
  const shown = phone ? offered : [];
  if (shown.length === 0 && items.length === 0 && !isLate) return null;
  return (
    <div className="panel visit-banner">
      {(shown.length > 0 || isLate) && (
        <div className="row row--wrap">
          <span className="grow">
            {arrived
              ? t("activities.arrived", { at: formatMoment(arrived) })
              : t("activities.plannedFor", {
                  at: formatMoment(String(record.planned_at ?? "")),
                  n: String(record.planned_minutes ?? ""),
                })}
            {isLate && <strong className="bad"> · {t("activities.isLate")}</strong>}
          </span>
          {shown.map((action, at) => (
            <Button
              key={action.key}
              type={at === 0 ? "primary" : "default"}
              size="large"
              icon={<Icon name={action.key === "check_in" ? "pin" : "check"} />}
              onClick={() => open(action)}
            >
              {t(action.key === "check_in" ? "activities.checkIn" : "activities.finish")}
            </Button>
          ))}
        </div>
      )}
      {items.length > 0 && (
        <ul className="positions" aria-label={t("activities.positions")}>
          {items.map((position) => (
            <li key={position.moment}>
              <Icon name="pin" size={14} /> {t(`activities.${position.moment}`)} {formatMoment(position.at)} ·{" "}
              {position.location.lat.toFixed(5)}, {position.location.lng.toFixed(5)}
              {position.accuracy !== null && ` · ${t("activities.accuracy", { n: position.accuracy })}`}
              {position.address && ` · ${position.address}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
