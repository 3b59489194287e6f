/** On a record's page: claim what lies in a pool; put back, hand out, keep what somebody owns. */
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import { lazy, useState } from "react";
import { isRef } from "@/fields/link/Display";
import { t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { Icon, type IconName } from "@/ui/Icon";
import { keepingQuery, poolsQuery } from "./data";
import { useWork } from "./useWork";

const KeepDialog = lazy(() => import("./KeepDialog"));

export default function RecordActions({ meta, record }: SlotProps["recordActions"]) {
  const me = useMe();
  const work = useWork(meta.key);
  const [busy, setBusy] = useState(false);
  const pool = isRef(record.pool) ? record.pool : null;
  const subject = { id: record.id, title: String(record[meta.title] ?? `#${record.id}`) };
  const assigns = record._can?.assign === true;
  const owns = isRef(record.owner) && record.owner.id === me.id;
  const membership = useQuery({ ...poolsQuery, enabled: pool !== null }).data?.find((item) => item.id === pool?.id);
  const keeping = useQuery({ ...keepingQuery(meta.key, record.id), enabled: pool === null && owns }).data;
  const hands = pool !== null && (assigns || membership?.is_admin === true);
  const keep = (verb: "hold" | "extend"): void =>
    void openDialog<null>((close) => (
      <KeepDialog entity={meta.key} id={record.id} verb={verb} due={keeping?.due ?? null} onClose={() => close(null)} />
    ));
  const line = (key: string, icon: IconName, label: string, onClick: () => void) => ({
    key,
    icon: <Icon name={icon} />,
    label,
    onClick,
  });
  const items = [
    ...(hands
      ? [
          line("assign", "swap", t("pools.op_assign"), () => void work.ask("assign", [subject])),
          line("transfer", "inbox", t("pools.op_transfer"), () => void work.ask("transfer", [subject], pool.id)),
        ]
      : []),
    ...(pool === null && (owns || assigns)
      ? [line("release", "inbox", t("pools.op_release"), () => void work.ask("release", [subject]))]
      : []),
    ...(pool === null && assigns ? [line("hold", "shield", t("pools.op_hold"), () => keep("hold"))] : []),
    ...(pool === null && owns && keeping?.due && !keeping.asked
      ? [line("extend", "clock", t("pools.op_extend"), () => keep("extend"))]
      : []),
  ];
  const claim = async (): Promise<void> => {
    setBusy(true);
    await work.run("claim", [subject]);
    setBusy(false);
  };
  return (
    <>
      {pool && membership?.member && (
        <Button type="primary" loading={busy} onClick={() => void claim()}>
          {t("pools.op_claim")}
        </Button>
      )}
      {items.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items }}>
          <Button icon={<Icon name="inbox" />} aria-haspopup="menu">
            {t("nav.pools")}
          </Button>
        </Dropdown>
      )}
    </>
  );
}
