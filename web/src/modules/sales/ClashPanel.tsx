/** In the form of a new opportunity: what others already work on at this customer. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { useDebounced } from "@/ui/hooks";
import { ClashList } from "./ClashList";
import type { Clash } from "./data";

const STILL = 600;

export default function ClashPanel({ id, values }: SlotProps["formPanel"]) {
  const customer = (values.customer as { id: number } | null | undefined)?.id;
  const product = (values.product as { id: number } | null | undefined)?.id;
  const name = useDebounced(typeof values.name === "string" ? values.name.trim() : "", STILL);
  const found = useQuery({
    queryKey: ["sales", "clashes", customer, product, name, id],
    queryFn: ({ signal }) => get<{ items: Clash[] }>("sales/clashes", { customer, product, name, id }, signal),
    enabled: customer !== undefined && id === undefined && name.length > 1,
    staleTime: 60_000,
    retry: false,
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <div className="notice notice--warn" role="status">
      <div>
        <strong>{t("sales.clashes", { n: items.length })}</strong>
        <ClashList items={items} />
      </div>
    </div>
  );
}
