/** Price policies as sentences in the order in which they are weighed; beside them a box to try them out. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy } from "react";
import { del, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { may, useMe } from "@/meta/hooks";
import { ask, openDialog } from "@/ui/dialogs";
import { dayOf } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, IconButton, NoPermission, PageHead, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type Policy, policiesQuery } from "./data";
import { period, useSentence } from "./sentence";
import { TestBox } from "./TestBox";
import "@/ui/css/prices.css";

const PolicyDialog = lazy(() => import("./PolicyDialog"));

function state(policy: Policy): { key: "off" | "ended" | "upcoming"; color: string } | null {
  const today = dayOf(new Date());
  if (!policy.active) return { key: "off", color: "gray" };
  if (policy.valid_until && policy.valid_until < today) return { key: "ended", color: "gray" };
  if (policy.valid_from && policy.valid_from > today) return { key: "upcoming", color: "blue" };
  return null;
}

function Row(props: {
  policy: Policy;
  text: string;
  canEdit: boolean;
  canDelete: boolean;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const { policy } = props;
  const now = state(policy);
  return (
    <li className={`policy${now ? " is-idle" : ""}`}>
      <div className="grow">
        <p className="policy__name">
          {policy.name}
          {now && <Tag color={now.color}>{t(`catalog.${now.key}`)}</Tag>}
        </p>
        <p>{props.text}</p>
        <p className="muted">
          {period(policy)} · {t("catalog.priority", { n: policy.priority })}
        </p>
      </div>
      <span className="row">
        {props.canEdit && (
          <IconButton icon="edit" label={`${t("catalog.edit")} ${policy.name}`} onClick={props.onEdit} />
        )}
        {props.canDelete && (
          <IconButton icon="trash" label={`${t("catalog.remove")} ${policy.name}`} onClick={props.onDelete} />
        )}
      </span>
    </li>
  );
}

export default function PricesPage() {
  useTitle(t("nav.prices"));
  const me = useMe();
  const client = useQueryClient();
  const list = useQuery(policiesQuery);
  const say = useSentence();
  const can = me.can.price_policy;
  if (isStatus(list.error, 403)) return <NoPermission />;
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ["records", "price_policy"] });
  const edit = async (policy?: Policy): Promise<void> => {
    const saved = await openDialog<boolean>((close) => <PolicyDialog policy={policy} onClose={close} />);
    if (!saved) return;
    await again();
    toast(t("catalog.saved"), { kind: "good" });
  };
  const remove = async (policy: Policy): Promise<void> => {
    const sure = await ask({
      title: t("catalog.removeAsk", { name: policy.name }),
      text: t("catalog.removeText"),
      ok: t("catalog.remove"),
      danger: true,
    });
    if (!sure) return;
    try {
      await del(`price_policy/${policy.id}`, { version: policy.version });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await again();
  };
  const part = (title: string, policies: Policy[]) =>
    policies.length > 0 && (
      <>
        <h3 className="policies__title">{title}</h3>
        <ol className="plain-list policies">
          {policies.map((policy) => (
            <Row
              key={policy.id}
              policy={policy}
              text={say(policy)}
              canEdit={may(can, "update")}
              canDelete={may(can, "delete")}
              onEdit={() => void edit(policy)}
              onDelete={() => void remove(policy)}
            />
          ))}
        </ol>
      </>
    );
  const fresh = may(can, "create") && (
    <Button type="primary" icon={<Icon name="plus" size={14} />} onClick={() => void edit()}>
      {t("catalog.new")}
    </Button>
  );
  const found = list.data ?? [];
  return (
    <div className="page">
      <PageHead title={t("nav.prices")} extra={fresh}>
        <span className="muted">{t("catalog.hint")}</span>
      </PageHead>
      <div className="prices">
        <section className="panel" aria-label={t("nav.prices")}>
          {list.isPending && <Bones rows={6} />}
          {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
          {list.data?.length === 0 && (
            <Empty text={t("catalog.none")} hint={t("catalog.noneHint")} action={fresh || undefined} />
          )}
          {part(
            t("catalog.winners"),
            found.filter((one) => !one.promotion),
          )}
          {part(
            t("catalog.onTop"),
            found.filter((one) => one.promotion),
          )}
        </section>
        <TestBox />
      </div>
    </div>
  );
}
