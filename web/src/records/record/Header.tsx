/** Name, badges, key facts and what can be done. */
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { lazy } from "react";
import type { ActionMeta, EntityMeta, FieldMeta, Rec } from "@/api/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { holds } from "@/meta/condition";
import { fieldMap, may } from "@/meta/hooks";
import { slotParts } from "@/slots";
import { Slot } from "@/slots/Slot";
import { copyText } from "@/ui/copy";
import { ask, openDialog } from "@/ui/dialogs";
import { isTyping, useIsPhone, useKeys } from "@/ui/hooks";
import { Icon, toIcon } from "@/ui/Icon";
import { openForm } from "../openForm";
import { FollowButton } from "./FollowButton";
import type { RecordActions } from "./useRecord";

const ActionDialog = lazy(() => import("./ActionDialog"));
const AssignDialog = lazy(() => import("./AssignDialog"));
const ExplainDialog = lazy(() => import("./ExplainDialog"));

export function Header({ meta, record, actions }: { meta: EntityMeta; record: Rec; actions: RecordActions }) {
  const navigate = useNavigate();
  const phone = useIsPhone();
  const fields = fieldMap(meta);
  const pick = (names: string[]): FieldMeta[] => names.flatMap((name) => fields.get(name) ?? []);
  const badges = pick(meta.list.card?.badges ?? []);
  const facts = pick(meta.layout.facts).filter((field) => !badges.includes(field) && field.name !== "owner");
  const owner = fields.get("owner");
  const can = (action: string): boolean => record._can?.[action] ?? may(meta.can, action);
  const edit = (): void =>
    void openForm({ entity: meta.key, id: record.id }).then((saved) => saved && actions.renewTimeline());
  useKeys((event) => {
    const busy =
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      isTyping(event.target) ||
      document.querySelector(".ant-modal-wrap, .ant-drawer-open");
    if (event.key === "e" && !busy && can("update")) {
      event.preventDefault();
      edit();
    }
  });
  const act = async (action: ActionMeta): Promise<void> => {
    const Own = slotParts("actionDialog", `${meta.key}.${action.key}`, `*.${action.key}`)[0]?.Part;
    await openDialog<null>((close) =>
      Own ? (
        <Own
          meta={meta}
          record={record}
          action={action}
          run={(input) => actions.act(action, input)}
          onClose={() => close(null)}
        />
      ) : (
        <ActionDialog
          action={action}
          entity={meta.key}
          about={{ meta, record }}
          run={(input) => actions.act(action, input)}
          onClose={() => close(null)}
        />
      ),
    );
  };
  const remove = async (): Promise<void> => {
    const undoable = meta.features.trash !== false;
    if (!undoable && !(await ask({ title: t("record.deleteAsk"), ok: t("common.delete"), danger: true }))) return;
    await actions.remove(() => navigate({ to: "/r/$entity", params: { entity: meta.key } }));
  };
  const allowed = meta.actions.filter(
    (action) =>
      holds(action.offered, record) &&
      (record._can?.[action.key] ?? (action.key in meta.can ? may(meta.can, action.key) : true)),
  );
  // A record with a way to go shows the next step as its one main button; what ends it waits in the menu.
  const stepped = meta.actions.some((action) => action.lead);
  const lead = allowed.filter((action) => action.lead);
  const others = allowed.filter((action) => !action.lead);
  const shown = stepped ? [...lead, ...others.filter((action) => !action.danger)] : allowed;
  const first = shown.slice(0, phone ? Math.min(lead.length, 1) : 2);
  const rest = allowed.filter((action) => !first.includes(action));
  const more = [
    ...(owner && !owner.read_only && can("assign")
      ? [
          {
            key: "assign",
            label: t("record.assign"),
            icon: <Icon name="swap" />,
            onClick: () =>
              void openDialog<null>((close) => (
                <AssignDialog field={owner} record={record} save={actions.edit} onClose={() => close(null)} />
              )),
          },
        ]
      : []),
    ...rest.map((action) => ({
      key: `act-${action.key}`,
      label: action.label,
      danger: action.danger,
      icon: <Icon name={toIcon(action.icon)} />,
      onClick: () => void act(action),
    })),
    {
      key: "why",
      label: t("explain.title"),
      icon: <Icon name="question" />,
      onClick: () =>
        void openDialog<null>((close) => (
          <ExplainDialog entity={meta.key} id={record.id} onClose={() => close(null)} />
        )),
    },
    {
      key: "copy",
      label: t("record.copyLink"),
      icon: <Icon name="link" />,
      onClick: () => copyText(location.href),
    },
    { key: "print", label: t("record.printPage"), icon: <Icon name="print" />, onClick: () => window.print() },
    ...(can("delete")
      ? [
          {
            key: "delete",
            label: t("common.delete"),
            danger: true,
            icon: <Icon name="trash" />,
            onClick: () => void remove(),
          },
        ]
      : []),
  ];
  return (
    <header className="panel record-head">
      <nav className="crumb" aria-label={t("record.path")}>
        <Link to="/r/$entity" params={{ entity: meta.key }}>
          {meta.plural}
        </Link>
        <Icon name="right" size={12} />
        <span className="muted ellipsis">{String(record[meta.title] ?? `#${record.id}`)}</span>
      </nav>
      <div className="record-head__top">
        <h1>{String(record[meta.title] || `#${record.id}`)}</h1>
        <span className="record-head__badges">
          {badges.map((field) => (
            <Value key={field.name} record={record} field={field} />
          ))}
        </span>
        <div className="record-head__actions">
          <FollowButton entity={meta.key} id={record.id} />
          <Slot name="recordActions" subjects={[meta.key]} props={{ meta, record }} />
          {can("update") && (
            <Button type={stepped ? "default" : "primary"} icon={<Icon name="edit" />} onClick={edit}>
              {t("common.edit")}
            </Button>
          )}
          {first.map((action) => (
            <Button
              key={action.key}
              type={action.lead ? "primary" : "default"}
              danger={action.danger}
              onClick={() => void act(action)}
            >
              {action.label}
            </Button>
          ))}
          <Dropdown trigger={["click"]} menu={{ items: more }}>
            <Button icon={<Icon name="more" />} aria-label={t("common.more")} />
          </Dropdown>
        </div>
      </div>
      <dl className="facts">
        {owner && (
          <div>
            <dt>{owner.label}</dt>
            <dd>
              <Value record={record} field={owner} mode="full" />
            </dd>
          </div>
        )}
        {facts.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              <Value record={record} field={field} mode="full" />
            </dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
