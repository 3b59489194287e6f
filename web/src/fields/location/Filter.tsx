import type { FilterProps } from "../types";
import LocationInput from "./Input";

export default function LocationFilter({ field, value, onChange, label }: FilterProps) {
  return <LocationInput field={field} value={value} onChange={onChange} label={label} />;
}
