/** With whom a report or dashboard is shared: the question, never rows. */
import { useQuery } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { useState } from "react";
import { get, listOf } from "@/api/client";
import type { Role } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsSend";
import { useMe } from "@/meta/hooks";
import { flatDepartments, roleName, rolesQuery, treeQuery } from "@/meta/org";
import { listQuery } from "@/records/data";
import { useDebounced } from "@/ui/hooks";
import { Labelled } from "@/ui/Labelled";
import type { Kept, Share } from "./data";

type Kind = Exclude<Share["kind"], "everybody">;
interface Option {
  value: number;
  label: string;
}

function Several(props: {
  kind: Kind;
  label: string;
  shares: Share[];
  options: Option[];
  onChange: (shares: Share[]) => void;
  onSearch?: (text: string) => void;
}) {
  const mine = props.shares.filter((share) => share.kind === props.kind);
  const known = new Map(props.options.map((one) => [one.value, one.label]));
  const options = [
    ...props.options,
    ...mine
      .filter((share) => share.id !== null && !known.has(share.id))
      .map((share) => ({ value: share.id ?? 0, label: share.title ?? `#${share.id}` })),
  ];
  const pick = (ids: number[]): void => {
    const others = props.shares.filter((share) => share.kind !== props.kind);
    const title = (id: number): string | undefined => options.find((one) => one.value === id)?.label;
    props.onChange([...others, ...ids.map((id) => ({ kind: props.kind, id, title: title(id) }))]);
  };
  return (
    <Labelled id={`share-${props.kind}`} label={props.label}>
      <Select
        id={`share-${props.kind}`}
        mode="multiple"
        style={{ width: "100%" }}
        optionFilterProp="label"
        showSearch
        onSearch={props.onSearch}
        value={mine.map((share) => share.id ?? 0)}
        options={options}
        onChange={pick}
      />
    </Labelled>
  );
}

function usePeople(search: string): Option[] {
  const query = useQuery(listQuery("user", { q: search, fields: ["name"], sort: "name", limit: 50 }));
  return (query.data?.items ?? []).map((one) => ({ value: one.id, label: String(one.name) }));
}

/** People of one's choice, with a search over all colleagues. */
export function PeoplePick(props: {
  id: string;
  label: string;
  value: { id: number; title: string }[];
  onChange: (people: { id: number; title: string }[]) => void;
}) {
  const [search, setSearch] = useState("");
  const found = usePeople(useDebounced(search, 250));
  const titles = new Map([
    ...props.value.map((one) => [one.id, one.title] as const),
    ...found.map((one) => [one.value, one.label] as const),
  ]);
  return (
    <Labelled id={props.id} label={props.label}>
      <Select
        id={props.id}
        mode="multiple"
        showSearch
        style={{ width: "100%" }}
        filterOption={false}
        onSearch={setSearch}
        value={props.value.map((one) => one.id)}
        options={[...titles].map(([value, label]) => ({ value, label }))}
        onChange={(ids: number[]) => props.onChange(ids.map((id) => ({ id, title: titles.get(id) ?? `#${id}` })))}
      />
    </Labelled>
  );
}

export default function ShareDialog(props: {
  kept: Pick<Kept, "name" | "shares">;
  onClose: (shares: Share[] | null) => void;
}) {
  const me = useMe();
  const [shares, setShares] = useState(props.kept.shares);
  const [search, setSearch] = useState("");
  const tree = useQuery(treeQuery);
  const manages = me.admin.includes("roles");
  const roles = useQuery({ ...rolesQuery, enabled: manages });
  const people = usePeople(useDebounced(search, 250));
  const posts = useQuery({
    queryKey: ["reports", "positions"],
    queryFn: async ({ signal }) =>
      listOf(await get<{ items: { id: number; name: string }[] }>("position", { fields: "name", limit: 200 }, signal)),
    staleTime: 5 * 60_000,
    retry: false,
  });
  const everybody = shares.some((share) => share.kind === "everybody");
  const all = (on: boolean): void =>
    setShares(on ? [{ kind: "everybody", id: null }] : shares.filter((share) => share.kind !== "everybody"));
  const ownRoles = roles.data ?? [];
  return (
    <Modal
      open
      title={t("reports.shareOf", { name: props.kept.name })}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      onOk={() => props.onClose(shares)}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        <p className="notice notice--info">{t("reports.shareHint")}</p>
        <label className="row">
          <input
            type="checkbox"
            className="check"
            checked={everybody}
            onChange={(event) => all(event.target.checked)}
          />
          {t("reports.shareEverybody")}
        </label>
        {!everybody && (
          <>
            <Several
              kind="department"
              label={t("reports.shareDepartments")}
              shares={shares}
              options={flatDepartments(tree.data).map((one) => ({ value: one.value, label: one.label }))}
              onChange={setShares}
            />
            {(ownRoles.length > 0 || shares.some((share) => share.kind === "role")) && (
              <Several
                kind="role"
                label={t("reports.shareRoles")}
                shares={shares}
                options={ownRoles.map((role: Role) => ({ value: role.id, label: roleName(role) }))}
                onChange={setShares}
              />
            )}
            {(posts.data ?? []).length > 0 && (
              <Several
                kind="position"
                label={t("reports.sharePositions")}
                shares={shares}
                options={(posts.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
                onChange={setShares}
              />
            )}
            <Several
              kind="user"
              label={t("reports.sharePeople")}
              shares={shares}
              options={people}
              onChange={setShares}
              onSearch={setSearch}
            />
          </>
        )}
      </div>
    </Modal>
  );
}
