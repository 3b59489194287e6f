/** Above an opportunity that was won: what it leads to, as long as no document was made of it. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import { may, useMe } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { Icon } from "@/ui/Icon";
import { madeOfQuery, WAYS, type Way } from "./data";
import { useMake } from "./useMake";

const TARGETS = ["contract", "order"];

export default function WonBanner({ meta, record }: SlotProps["recordBanner"]) {
  const me = useMe();
  const { make, busy } = useMake(meta.key, record.id);
  const won = record.state === "won" && !record.deleted_at && record.customer !== null;
  const ways = won ? (WAYS[meta.key] ?? []).filter((way) => offered(way, me.can)) : [];
  const seen = TARGETS.filter((entity) => may(me.can[entity], "view"));
  const made = useQuery({ ...madeOfQuery(record.id, seen), enabled: ways.length > 0 });
  if (made.data !== 0) return null;
  return (
    <div className="notice notice--info trade-won" role="status">
      <Icon name="trophy" />
      <span className="grow">{t("trade.won")}</span>
      {ways.map((way, at) => (
        <Button key={way.to} type={at === 0 ? "primary" : "default"} disabled={busy} onClick={() => void make(way)}>
          {t(way.to === "contract" ? "trade.makeContract" : "trade.makeOrder")}
        </Button>
      ))}
    </div>
  );
}

const offered = (way: Way, can: ReturnType<typeof useMe>["can"]): boolean =>
  TARGETS.includes(way.to) && may(can[way.to], "create");
