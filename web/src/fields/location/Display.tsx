import type { DisplayProps } from "../types";

interface Point {
  lat: number;
  lng: number;
}

export const isPoint = (value: unknown): value is Point =>
  typeof value === "object" && value !== null && "lat" in value && "lng" in value;

export const pointText = (value: unknown): string => (isPoint(value) ? `${value.lat}, ${value.lng}` : "");

export function LocationDisplay({ value }: DisplayProps) {
  return <span className="num">{pointText(value)}</span>;
}
