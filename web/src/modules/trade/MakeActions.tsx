/** On the page of a document: the next one is made from it, with what is left to do, and opened to be completed. */
import { Button, Dropdown, Space } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import { may, useMe } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { type Way, waysOf } from "./data";
import { useMake } from "./useMake";

export default function MakeActions({ meta, record }: SlotProps["recordActions"]) {
  const me = useMe();
  const phone = useIsPhone();
  const { make: go, busy } = useMake(meta.key, record.id);
  const ways = record.deleted_at ? [] : waysOf(meta.key, record).filter((way) => may(me.can[way.to], "create"));
  const [first, ...rest] = ways;
  if (!first) return null;

  const kind = first.isNext ? "primary" : "default";
  const items = (offered: readonly Way[]) =>
    offered.map((way) => ({
      key: `${way.to}.${way.mode ?? ""}`,
      label: t(way.label),
      icon: <Icon name={way.icon} />,
      onClick: () => void go(way),
    }));
  if (phone)
    return (
      <Dropdown trigger={["click"]} menu={{ items: items(ways) }}>
        <Button type={kind} icon={<Icon name="swap" />} loading={busy} aria-label={t("trade.make")} />
      </Dropdown>
    );
  if (rest.length === 0)
    return (
      <Button type={kind} icon={<Icon name={first.icon} />} loading={busy} onClick={() => void go(first)}>
        {t(first.label)}
      </Button>
    );
  return (
    <Space.Compact>
      <Button type={kind} icon={<Icon name={first.icon} />} loading={busy} onClick={() => void go(first)}>
        {t(first.label)}
      </Button>
      <Dropdown trigger={["click"]} menu={{ items: items(rest) }}>
        <Button type={kind} icon={<Icon name="down" />} disabled={busy} aria-label={t("trade.make")} />
      </Dropdown>
    </Space.Compact>
  );
}
