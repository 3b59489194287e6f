/** The cross that empties a select or a search box, named in the language of the app. */
import { t } from "@/i18n";
import { Icon } from "./Icon";

export function clear(): { label: string; clearIcon: React.ReactNode } {
  const label = t("common.clear");
  return {
    label,
    clearIcon: (
      <span role="img" aria-label={label} className="clear">
        <Icon name="close" size={12} />
      </span>
    ),
  };
}
