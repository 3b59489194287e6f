/** The tree of departments and the people in them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { DeptNode, Page, Rec } from "@/api/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { useEntity, useMe } from "@/meta/hooks";
import { treeQuery } from "@/meta/org";
import { openForm } from "@/records/openForm";
import { DataTable } from "@/ui/DataTable";
import { openDialog } from "@/ui/dialogs";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure } from "@/ui/parts";
import { SettingsFrame } from "./Guard";
import { showPassword } from "./org/password";

const MAY_STAFF = "org";
const UserDrawer = lazy(() => import("./org/UserDrawer"));
const STAFF_LIMIT = 200;
const COLUMNS = ["name", "username", "staff_no", "department", "position", "status"];

function Branch({
  node,
  depth,
  picked,
  onPick,
}: {
  node: DeptNode;
  depth: number;
  picked: number | null;
  onPick: (id: number) => void;
}) {
  const [open, setOpen] = useState(true);
  const has = (node.children?.length ?? 0) > 0;
  return (
    <li role="treeitem" aria-expanded={has ? open : undefined} aria-selected={picked === node.id} tabIndex={-1}>
      <div className={`tree__row${picked === node.id ? " is-active" : ""}`} style={{ paddingLeft: 6 + depth * 16 }}>
        {has ? (
          <button
            type="button"
            className="tree__fold"
            aria-label={t(open ? "org.fold" : "org.unfold", { name: node.name })}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? "down" : "right"} size={12} />
          </button>
        ) : (
          <span className="tree__fold" />
        )}
        <button type="button" className="tree__name ellipsis" onClick={() => onPick(node.id)}>
          {node.name}
        </button>
        <span className="muted num" title={t("org.people", { own: node.people, all: node.people_below })}>
          {node.people_below}
        </span>
      </div>
      {has && open && (
        // biome-ignore lint/a11y/useSemanticElements: a tree has no native element
        <ul role="group">
          {node.children?.map((child) => (
            <Branch key={child.id} node={child} depth={depth + 1} picked={picked} onPick={onPick} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Staff({ dept }: { dept: number | null }) {
  const meta = useEntity("user");
  const client = useQueryClient();
  const phone = useIsPhone();
  const filter = dept === null ? null : { field: "department", op: "under", value: dept };
  const staff = useQuery({
    queryKey: ["records", "user", "staff", dept],
    queryFn: ({ signal }) =>
      get<Page>(
        "user",
        {
          limit: STAFF_LIMIT,
          filter: filter ? JSON.stringify(filter) : undefined,
          sort: "name",
          fields: COLUMNS.join(","),
        },
        signal,
      ),
  });
  if (meta.isError || staff.isError)
    return <Failure message={messageOf(meta.error ?? staff.error)} onRetry={() => void staff.refetch()} />;
  if (!meta.data || !staff.data) return <Bones rows={8} />;
  const open = async (user: Rec): Promise<void> => {
    await openDialog<null>((close) => <UserDrawer id={user.id} onClose={() => close(null)} />);
    await client.invalidateQueries({ queryKey: ["records", "user"] });
  };
  const fields = new Map(meta.data.fields.map((field) => [field.name, field]));
  const columns = COLUMNS.flatMap((name) => {
    const field = fields.get(name);
    if (!field) return [];
    const render = (row: Rec) =>
      name === "name" ? (
        <button type="button" className="plain-button cell-link" onClick={() => void open(row)}>
          {String(row.name)}
        </button>
      ) : (
        <Value record={row} field={field} />
      );
    return [{ key: name, title: field.label, width: name === "department" ? 150 : 120, render }];
  });
  if (staff.data.items.length === 0) return <Empty text={t("org.noStaff")} />;
  return (
    <DataTable<Rec>
      label={meta.data.plural}
      columns={phone ? columns.filter((column) => ["name", "status", "position"].includes(column.key)) : columns}
      rows={staff.data.items}
      set={String(dept)}
      rowKey={(row) => row.id}
    />
  );
}

export default function OrgPage() {
  const client = useQueryClient();
  const tree = useQuery(treeQuery);
  const me = useMe();
  const user = useEntity("user").data;
  const department = useEntity("department").data;
  const [dept, setDept] = useState<number | null>(null);
  const make = async (entity: string): Promise<void> => {
    const made = await openForm({ entity });
    if (!made) return;
    await client.invalidateQueries({ queryKey: ["org"] });
    if (typeof made.temporary_password === "string") await showPassword(made.temporary_password);
  };
  return (
    <SettingsFrame
      title={t("settings.org")}
      extra={
        <>
          {department && me.admin.includes(MAY_STAFF) && (
            <Button onClick={() => void make("department")}>{t("list.create", { label: department.label })}</Button>
          )}
          {user && me.admin.includes(MAY_STAFF) && (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => void make("user")}>
              {t("list.create", { label: user.label })}
            </Button>
          )}
        </>
      }
    >
      <div className="split">
        <nav className="panel split__list" aria-label={t("org.tree")}>
          {tree.isPending && <Bones rows={6} />}
          {tree.isError && <Failure message={messageOf(tree.error)} onRetry={() => void tree.refetch()} />}
          {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a tree has no native element */}
          <ul role="tree" aria-label={t("org.tree")} className="tree">
            {tree.data?.map((node) => (
              <Branch
                key={node.id}
                node={node}
                depth={0}
                picked={dept}
                onPick={(id) => setDept(id === dept ? null : id)}
              />
            ))}
          </ul>
        </nav>
        <div className="panel split__main">
          <Staff dept={dept} />
        </div>
      </div>
    </SettingsFrame>
  );
}
