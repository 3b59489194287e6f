import { useNavigate } from "@tanstack/react-router";
import { t } from "@/i18n";
import "@/i18n/words/handover";
import { may } from "@/meta/hooks";
import type { SlotProps } from "@/slots";

/** Takes the marked rows into a handover, where they can be split over several colleagues. */
export default function BulkMove({ meta, ids }: SlotProps["bulkActions"]) {
  const navigate = useNavigate();
  if (!meta.features.team || !may(meta.can, "assign")) return null;
  return (
    <button
      type="button"
      className="bulkbar__act"
      onClick={() => void navigate({ href: `/handover/new?entity=${meta.key}&ids=${ids.join(".")}` })}
    >
      {t("handover.move")}
    </button>
  );
}
