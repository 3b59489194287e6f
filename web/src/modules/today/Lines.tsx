/** One group of the today page, and its lines. */
import { Link } from "@tanstack/react-router";
import { Dropdown, type MenuProps } from "antd";
import { t } from "@/i18n";
import { useMeta } from "@/meta/hooks";
import { Icon, type IconName } from "@/ui/Icon";
import { Tag } from "@/ui/parts";
import { LATERS, laterThan } from "./later";
import { type Group, keyOf, type Line, type LineAction, type LineKind } from "./types";
import type { TodayActs } from "./useToday";

const ICONS: Record<LineKind, IconName> = {
  follow_up: "phone",
  lead: "bolt",
  task: "check",
  visit: "contact",
  silent: "moon",
  birthday: "star",
  anniversary: "building",
  recycle: "refresh",
};
const TONES: Record<LineKind, string> = {
  follow_up: "blue",
  lead: "gold",
  task: "green",
  visit: "purple",
  silent: "cyan",
  birthday: "magenta",
  anniversary: "gold",
  recycle: "orange",
};

export interface LineProps {
  acts: TodayActs;
  active: string | null;
  setActive: (key: string) => void;
  pick: (line: Line) => void;
}

export function GroupPanel({ group, ...rest }: { group: Group } & LineProps) {
  const name = t(`today.group.${group.key}` as "today.group.tasks");
  return (
    <section className="panel today-group" aria-label={name}>
      <header className="panel__head">
        <h2>
          {name}{" "}
          <span className="today-group__count num">
            {group.count}
            {group.capped && "+"}
          </span>
        </h2>
        {group.more && (
          <Link
            to="/r/$entity"
            params={{ entity: group.more.entity }}
            search={{ f: group.more.filter, sort: group.more.sort } as never}
          >
            {/* The list holds those of 30 days; who is silent beyond the own rhythm stands here only. */}
            {group.key === "silent"
              ? t("common.all")
              : t("today.more", { n: `${group.count}${group.capped ? "+" : ""}` })}
          </Link>
        )}
      </header>
      <ul>
        {group.items.map((line) => (
          <LineRow key={keyOf(line)} line={line} {...rest} />
        ))}
      </ul>
    </section>
  );
}

function LineRow({ line, acts, active, setActive, pick }: { line: Line } & LineProps) {
  const meta = useMeta();
  const key = keyOf(line);
  const level = meta.dictionaries.customer_level?.find((item) => item.value === line.customer?.level);
  const own = line.kind === "task" || line.kind === "visit" || !line.customer;
  const target = own ? { entity: line.entity, id: line.id } : { entity: "customer", id: line.customer?.id ?? 0 };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys j and k do the same for the whole page
    <li className={`today-line${active === key ? " is-active" : ""}`} data-line={key} onClick={() => setActive(key)}>
      <span className={`today-line__icon tag--${TONES[line.kind]}`}>
        <Icon name={ICONS[line.kind]} />
      </span>
      <div className="today-line__text">
        <div className="today-line__title">
          <Link className="ellipsis" to="/r/$entity/$id" params={{ entity: target.entity, id: String(target.id) }}>
            {line.title || t("today.customer")}
          </Link>
          {level && <Tag color={level.color}>{level.label}</Tag>}
          {line.priority === "high" && <Tag color="red">{t("today.high")}</Tag>}
        </div>
        <div className="today-line__why">
          <span className={line.overdue_days > 0 ? "overdue" : line.unusual ? "today-line__odd" : undefined}>
            {line.reason}
          </span>
          {line.customer && line.customer.title !== line.title && (
            <Link
              className="today-line__customer ellipsis"
              to="/r/$entity/$id"
              params={{ entity: "customer", id: String(line.customer.id) }}
            >
              {line.customer.title}
            </Link>
          )}
        </div>
        {line.note && (
          <div className="today-line__note">
            {t(line.kind === "lead" ? "today.need" : "today.note", { text: line.note })}
          </div>
        )}
      </div>
      <Actions line={line} acts={acts} pick={pick} />
    </li>
  );
}

function Actions({ line, acts, pick }: { line: Line; acts: TodayActs; pick: (line: Line) => void }) {
  const has = (action: LineAction): boolean => line.actions.includes(action);
  const who = line.phone?.name ?? line.customer?.title ?? line.title;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons is no fieldset
    <div className="today-line__acts" role="group" aria-label={t("today.actions", { title: line.title })}>
      {has("call") && (
        <Act
          icon="phone"
          label={t("today.call")}
          title={t("today.callWho", { name: who })}
          onClick={() => void acts.call(line)}
        />
      )}
      {has("log") && <Act icon="edit" label={t("today.log")} onClick={() => void acts.log(line)} />}
      {has("check_in") && <Act icon="check" label={t("today.check_in")} onClick={() => acts.open(line)} />}
      {has("postpone") && (
        <Dropdown trigger={["click"]} menu={laterMenu(line, acts, pick)} placement="bottomRight">
          <button
            type="button"
            className="today-act"
            aria-label={t("today.postpone")}
            title={t("today.postpone")}
            data-act="postpone"
          >
            <Icon name="clock" />
            <span className="today-act__label">{t("today.postpone")}</span>
          </button>
        </Dropdown>
      )}
      {has("done") && <Act icon="check" label={t("today.done")} onClick={() => acts.done(line)} />}
      {has("put_aside") && <Act icon="close" label={t("today.put_aside")} onClick={() => acts.putAside(line)} />}
    </div>
  );
}

function Act(props: { icon: IconName; label: string; title?: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="today-act"
      aria-label={props.title ?? props.label}
      title={props.title ?? props.label}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
      <span className="today-act__label">{props.label}</span>
    </button>
  );
}

function laterMenu(line: Line, acts: TodayActs, pick: (line: Line) => void): MenuProps {
  return {
    items: [
      ...LATERS.map((later) => ({ key: later, label: t(`today.${later}`) })),
      { key: "pick", label: t("today.pick") },
    ],
    onClick: ({ key, domEvent }) => {
      domEvent.stopPropagation();
      if (key === "pick") pick(line);
      else acts.postpone(line, laterThan(new Date().toISOString(), line.due, key as (typeof LATERS)[number]));
    },
  };
}
