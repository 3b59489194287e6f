/** Where the customer is found: learned from a check-in, or set by whoever stands there. */
import "@/i18n/words/activities";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { get, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { formatMoment } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { type CustomerPlace, routeTo } from "./near";
import { useLocating } from "./useConsent";

interface Told {
  place: CustomerPlace | null;
  person: boolean;
  can_set: boolean;
}

export default function PlacePanel({ record }: SlotProps["recordPanel"]) {
  const client = useQueryClient();
  const phone = useIsPhone();
  const { place: here, locate } = useLocating();
  const [busy, setBusy] = useState(false);
  const key = ["visits", "place", record.id];
  const told = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<Told>("visits/place", { customer: record.id }, signal),
    staleTime: 60_000,
  }).data;
  const save = async (values: object, done: string): Promise<void> => {
    setBusy(true);
    try {
      client.setQueryData(key, await put<Told>("visits/place", { customer: record.id, ...values }));
      void client.invalidateQueries({ queryKey: ["visits", "nearby"] });
      toast(done, { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer of the device
  useEffect(() => {
    if (typeof here === "object") void save(here, t("activities.placeSaved"));
    if (here === "failed") toast(t("activities.nearFailed"), { kind: "bad" });
  }, [here]);
  if (!told || (!told.place && !told.can_set)) return null;
  const { place } = told;
  return (
    <section className="panel panel__body place" aria-label={t("activities.place")}>
      <h2 className="plan__title">
        <Icon name="pin" size={14} /> {t("activities.place")}
      </h2>
      {place ? (
        <p>
          <span className="num">
            {place.location.lat.toFixed(5)}, {place.location.lng.toFixed(5)}
          </span>{" "}
          <span className="muted">
            {[
              place.accuracy !== null && t("activities.accuracy", { n: place.accuracy }),
              t(place.source === "hand" ? "activities.placeHand" : "activities.placeCheckIn"),
              formatMoment(place.at).slice(0, 10),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </p>
      ) : (
        <p className="muted">{t("activities.placeNone")}</p>
      )}
      {told.person && told.can_set && <p className="muted">{t("activities.placePerson")}</p>}
      <div className="row row--wrap">
        {told.can_set && (
          <Button size={phone ? "middle" : "small"} loading={busy || here === "busy"} onClick={locate}>
            {t("activities.placeSet")}
          </Button>
        )}
        {place && phone && <Button href={routeTo(place.location)}>{t("activities.nearRoute")}</Button>}
        {place && told.can_set && (
          <Button
            type="text"
            size={phone ? "middle" : "small"}
            onClick={() => void save({ location: null }, t("activities.placeCleared"))}
          >
            {t("activities.placeClear")}
          </Button>
        )}
      </div>
    </section>
  );
}
