/** The tag library: groups, use, rules; merging and renaming everywhere. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { AutoComplete, Button, Input, Modal } from "antd";
import { lazy, useState } from "react";
import { get, isStatus, listOf, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/lifecycle";
import { useEntity } from "@/meta/hooks";
import { ConditionWords } from "@/records/list/ConditionField";
import { openDialog } from "@/ui/dialogs";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Labelled } from "@/ui/Labelled";
import { Bones, Empty, Failure, NoPermission, PageHead, ScrollX, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import type { TagLine, TagRule } from "./tags";

const TagRuleDialog = lazy(() => import("./TagRuleDialog"));

function MergeDialog(props: { tag: string; others: string[]; onClose: (to: string | null) => void }) {
  const [to, setTo] = useState("");
  return (
    <Modal
      open
      width={440}
      title={`${t("lifecycle.merge")} · ${props.tag}`}
      okText={t("lifecycle.merge")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !to.trim() || to.trim() === props.tag }}
      onOk={() => props.onClose(to.trim())}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        <p>{t("lifecycle.mergeText", { tag: props.tag })}</p>
        <Labelled id="tag-to" label={t("lifecycle.mergeInto")} required>
          <AutoComplete
            id="tag-to"
            style={{ width: "100%" }}
            value={to}
            options={props.others.filter((one) => one.includes(to)).map((value) => ({ value }))}
            onChange={(value: string) => setTo(value)}
          />
        </Labelled>
      </div>
    </Modal>
  );
}

function Row(props: {
  line: TagLine;
  meta: EntityMeta;
  onGroup: (group: string) => void;
  onRule: () => void;
  onMerge: () => void;
}) {
  const { line } = props;
  const [group, setGroup] = useState(line.group);
  const rule = line.rule;
  return (
    <tr className={line.active ? undefined : "muted"}>
      <th scope="row">
        <Tag color={line.color}>{line.label}</Tag>
        {!line.listed && <span className="muted"> {t("lifecycle.unlisted")}</span>}
      </th>
      <td data-label={t("lifecycle.group")}>
        <Input
          size="small"
          style={{ width: 120 }}
          value={group}
          maxLength={40}
          aria-label={`${line.label}: ${t("lifecycle.group")}`}
          placeholder={t("lifecycle.noGroup")}
          onChange={(event) => setGroup(event.target.value)}
          onBlur={() => group.trim() !== line.group && props.onGroup(group.trim())}
        />
      </td>
      <td className="is-right num" data-label={t("lifecycle.used")}>
        <Link
          to="/r/$entity"
          params={{ entity: "customer" }}
          search={{ f: { field: "tags", op: "has_any", value: [line.value] } } as never}
        >
          {line.count}
        </Link>
        {line.by_rule > 0 && <div className="muted nowrap">{t("lifecycle.byRule", { n: line.by_rule })}</div>}
      </td>
      <td className="tag-rule" data-label={t("lifecycle.tagRule")}>
        {rule ? <ConditionWords meta={props.meta} condition={rule.condition} /> : t("lifecycle.noRule")}
      </td>
      <td>
        <span className="row">
          <Button size="small" aria-label={`${t("lifecycle.setRule")}: ${line.label}`} onClick={props.onRule}>
            {t("lifecycle.setRule")}
          </Button>
          <Button size="small" aria-label={`${t("lifecycle.merge")}: ${line.label}`} onClick={props.onMerge}>
            {t("lifecycle.merge")}
          </Button>
        </span>
      </td>
    </tr>
  );
}

export default function TagsPage() {
  useTitle(t("nav.tags"));
  const client = useQueryClient();
  const meta = useEntity("customer").data;
  const tags = useQuery({
    queryKey: ["tags"],
    queryFn: async ({ signal }) => listOf(await get<{ items: TagLine[] }>("tags", {}, signal)),
  });
  const lines = tags.data ?? [];
  const shown = [...lines].sort((a, b) => Number(b.active) - Number(a.active) || a.group.localeCompare(b.group, "zh"));
  const act = async (work: () => Promise<string>): Promise<void> => {
    try {
      toast(await work(), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await Promise.all([
      client.invalidateQueries({ queryKey: ["tags"] }),
      client.invalidateQueries({ queryKey: ["meta"] }),
    ]);
  };
  const rulesWith = (tag: string, rule: TagRule | null): unknown[] => {
    const others = lines.filter((one) => one.rule && one.value !== tag).map((one) => ({ tag: one.value, ...one.rule }));
    return rule ? [...others, { tag, ...rule }] : others;
  };
  const setRule = async (line?: TagLine): Promise<void> => {
    if (!meta) return;
    const set = await openDialog<{ tag: string; rule: TagRule | null }>((close) => (
      <TagRuleDialog meta={meta} line={line} onClose={close} />
    ));
    if (!set) return;
    await act(async () => {
      await put("tags/rules", { rules: rulesWith(set.tag, set.rule) });
      return t("lifecycle.saved");
    });
  };
  const merge = async (line: TagLine): Promise<void> => {
    const others = lines.filter((one) => one.active && one.value !== line.value).map((one) => one.value);
    const to = await openDialog<string>((close) => <MergeDialog tag={line.value} others={others} onClose={close} />);
    if (!to) return;
    await act(async () => {
      const { changed } = await post<{ changed: number }>("tags/merge", { tag: line.value, to });
      return t("lifecycle.mergeDone", { n: changed });
    });
  };
  if (isStatus(tags.error, 403)) return <NoPermission />;
  return (
    <div className="page">
      <PageHead
        title={t("lifecycle.tagTitle")}
        extra={
          <Button type="primary" icon={<Icon name="plus" size={14} />} disabled={!meta} onClick={() => void setRule()}>
            {t("lifecycle.newTagRule")}
          </Button>
        }
      >
        <span className="muted">{t("lifecycle.tagHint")}</span>
      </PageHead>
      <div className="panel">
        {tags.isPending && <Bones rows={8} />}
        {tags.isError && <Failure message={messageOf(tags.error)} onRetry={() => void tags.refetch()} />}
        {tags.data?.length === 0 && <Empty text={t("lifecycle.noTags")} />}
        {meta && lines.length > 0 && (
          <ScrollX label={t("lifecycle.tagTitle")}>
            <table className="plain-table card-table">
              <thead>
                <tr>
                  <th scope="col">{t("lifecycle.tag")}</th>
                  <th scope="col">{t("lifecycle.group")}</th>
                  <th scope="col" className="is-right">
                    {t("lifecycle.used")}
                  </th>
                  <th scope="col">{t("lifecycle.tagRule")}</th>
                  <th scope="col">{t("lifecycle.acts")}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((line) => (
                  <Row
                    key={line.value}
                    line={line}
                    meta={meta}
                    onGroup={(group) =>
                      void act(async () => {
                        await post("tags/group", { tag: line.value, group });
                        return t("lifecycle.groupSaved");
                      })
                    }
                    onRule={() => void setRule(line)}
                    onMerge={() => void merge(line)}
                  />
                ))}
              </tbody>
            </table>
          </ScrollX>
        )}
      </div>
    </div>
  );
}
