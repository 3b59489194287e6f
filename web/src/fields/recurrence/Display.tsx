import type { DisplayProps } from "../types";
import { recurrenceText } from "./rule";

export const RecurrenceDisplay = ({ value }: DisplayProps) => recurrenceText(value);
