import { Button, InputNumber } from "antd";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import type { InputProps } from "../types";
import { isPoint } from "./Display";

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

export default function LocationInput(props: InputProps) {
  const point = isPoint(props.value) ? props.value : null;
  const set = (lat: number | null, lng: number | null): void =>
    props.onChange(lat === null && lng === null ? null : { lat: lat ?? 0, lng: lng ?? 0 });
  const here = (): void =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => set(round(coords.latitude), round(coords.longitude)),
      () => toast(t("field.noLocation"), { kind: "bad" }),
    );
  return (
    <span className="row">
      <InputNumber
        id={props.id}
        style={{ flex: 1 }}
        min={-90}
        max={90}
        value={point?.lat ?? null}
        aria-label={`${props.field.label} ${t("field.lat")}`}
        placeholder={t("field.lat")}
        onChange={(lat) => set(lat, point?.lng ?? null)}
      />
      <InputNumber
        style={{ flex: 1 }}
        min={-180}
        max={180}
        value={point?.lng ?? null}
        aria-label={`${props.field.label} ${t("field.lng")}`}
        placeholder={t("field.lng")}
        onChange={(lng) => set(point?.lat ?? null, lng)}
      />
      {"geolocation" in navigator && (
        <Button onClick={here} icon={<Icon name="globe" />} aria-label={t("field.here")} title={t("field.here")} />
      )}
    </span>
  );
}
