/** Who takes part in a record beside its owner. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { del, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/team";
import { useMe } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { ask, openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { Avatar, Bones, Failure, IconButton, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type Member, membersOf, type Team, teamQuery } from "./data";
import MemberDialog from "./MemberDialog";

type Answer = Parameters<Parameters<typeof MemberDialog>[0]["onClose"]>[0];

export default function TeamPanel({ meta, record }: SlotProps["recordPanel"]) {
  if (!meta.features.team) return null;
  return <Panel meta={meta} record={record} />;
}

function Panel({ meta, record }: SlotProps["recordPanel"]) {
  const client = useQueryClient();
  const me = useMe();
  const query = teamQuery(meta.key, record.id);
  const team = useQuery(query);

  const guarded = async (work: () => Promise<Team | undefined>, said: string): Promise<void> => {
    try {
      const answer = await work();
      if (answer) client.setQueryData(query.queryKey, answer);
      else await client.invalidateQueries({ queryKey: query.queryKey });
      await client.invalidateQueries({ queryKey: ["timeline", meta.key, String(record.id)] });
      toast(said, { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const edit = async (member?: Member): Promise<void> => {
    const offered = team.data?.children ?? [];
    const title = member ? t("team.edit", { name: member.user.title }) : t("team.add");
    const answer = await openDialog<NonNullable<Answer>>((close) => (
      <MemberDialog title={title} person={member?.user} terms={member} offered={offered} onClose={close} />
    ));
    if (!answer) return;
    const members = membersOf(answer.users, answer.terms);
    await guarded(() => post<Team>(`${meta.key}/${record.id}/team`, { members }), t("team.saved"));
  };
  const remove = async (member: Member): Promise<void> => {
    const mine = member.user.id === me.id;
    const name = member.user.title;
    const sure = await ask({
      title: mine ? t("team.leaveAsk") : t("team.removeAsk", { name }),
      text: t("team.removeText"),
      ok: mine ? t("team.leave") : t("team.removeOk"),
      danger: true,
    });
    if (!sure) return;
    await guarded(() => del<undefined>(`${meta.key}/${record.id}/team/${member.user.id}`), t("team.removed", { name }));
  };

  const count = team.data?.items.length ?? 0;
  return (
    <section className="panel team" aria-label={t("team.title")}>
      <header className="row row--between">
        <h2 className="team__title">
          {t("team.title")} {count > 0 && <span className="muted">{count}</span>}
        </h2>
        {team.data?.can_change && (
          <Button size="small" icon={<Icon name="plus" size={12} />} onClick={() => void edit()}>
            {t("team.add")}
          </Button>
        )}
      </header>
      {team.isPending && <Bones rows={2} />}
      {team.isError && <Failure message={messageOf(team.error)} onRetry={() => void team.refetch()} />}
      {team.data && count === 0 && (
        <p className="muted team__none">
          {t("team.none")} {team.data.can_change && t("team.noneHint")}
        </p>
      )}
      <ul>
        {team.data?.items.map((member) => (
          <li key={member.user.id} className={`team__member${member.active ? "" : " is-over"}`}>
            <Avatar name={member.user.title} size={28} />
            <div className="grow">
              <div className="row">
                <span className="ellipsis">{member.user.title}</span>
                <Tag color={member.write ? "blue" : "gray"}>{t(member.write ? "team.write" : "team.read")}</Tag>
                {member.kind === "share" && <Tag>{t("team.k_share")}</Tag>}
              </div>
              <div className="muted team__terms">{terms(member, team.data)}</div>
            </div>
            {team.data.can_change && (
              <IconButton
                icon="edit"
                size="small"
                label={t("team.edit", { name: member.user.title })}
                onClick={() => void edit(member)}
              />
            )}
            {(team.data.can_change || member.user.id === me.id) && (
              <IconButton
                icon="close"
                size="small"
                label={member.user.id === me.id ? t("team.leave") : t("team.remove", { name: member.user.title })}
                onClick={() => void remove(member)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** “至 2026-12-31 · 仅 联系人” */
function terms(member: Member, team: Team): string {
  const parts = [
    !member.active && t("team.expired"),
    member.until ? t("team.untilDay", { day: member.until }) : t("team.forever"),
  ];
  if (member.children?.length === 0) parts.push(t("team.alone"));
  else if (member.children) {
    const labels = team.children.filter((child) => member.children?.includes(child.key)).map((child) => child.label);
    parts.push(t("team.only", { what: labels.join("、") }));
  }
  return parts.filter(Boolean).join(" · ");
}
