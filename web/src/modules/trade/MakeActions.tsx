/** On the page of a document: the next one is made from it, with what is left to do, and opened to be completed. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Dropdown, Space } from "antd";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import { holds } from "@/meta/condition";
import { may, useMe } from "@/meta/hooks";
import { forget } from "@/records/data";
import { openForm } from "@/records/openForm";
import type { SlotProps } from "@/slots";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { makeFrom, WAYS, type Way } from "./data";

export default function MakeActions({ meta, record }: SlotProps["recordActions"]) {
  const me = useMe();
  const phone = useIsPhone();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const ways = (WAYS[meta.key] ?? []).filter(
    (way) => may(me.can[way.to], "create") && holds(way.when, record) && !record.deleted_at,
  );
  const [first, ...rest] = ways;
  if (!first) return null;

  const go = async (way: Way): Promise<void> => {
    setBusy(true);
    try {
      const made = await makeFrom(meta.key, record.id, way);
      await forget(client, made.entity);
      await navigate({ to: "/r/$entity/$id", params: { entity: made.entity, id: String(made.id) } });
      toast(t("trade.made"), { kind: "good" });
      if (may(me.can[made.entity], "update")) void openForm({ entity: made.entity, id: made.id });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
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
        <Button icon={<Icon name="swap" />} loading={busy} aria-label={t("trade.make")} />
      </Dropdown>
    );
  if (rest.length === 0)
    return (
      <Button icon={<Icon name={first.icon} />} loading={busy} onClick={() => void go(first)}>
        {t(first.label)}
      </Button>
    );
  return (
    <Space.Compact>
      <Button icon={<Icon name={first.icon} />} loading={busy} onClick={() => void go(first)}>
        {t(first.label)}
      </Button>
      <Dropdown trigger={["click"]} menu={{ items: items(rest) }}>
        <Button icon={<Icon name="down" />} disabled={busy} aria-label={t("trade.make")} />
      </Dropdown>
    </Space.Compact>
  );
}
