/** The relations of a party as lines, grouped by what the other side is to it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { deleteRecord, forget } from "@/records/data";
import { openForm } from "@/records/openForm";
import { ask, openDialog } from "@/ui/dialogs";
import { Bones, Empty, Failure, IconButton, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { forgetRelations, type RelationItem, relationsQuery, type WorkItem } from "./data";
import { PartyLink } from "./PartyLink";
import type { Self } from "./RelationDialog";

const RelationDialog = lazy(() => import("./RelationDialog"));
const MOST = 200;

export function RelationList({ self, onAdd }: { self: Self; onAdd: () => void }) {
  const client = useQueryClient();
  const found = useQuery(relationsQuery(self.kind, self.id));
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Bones rows={6} />;
  const { items, work, can, more } = found.data;

  const remove = async (entity: string, id: number, version: number): Promise<void> => {
    const sure = await ask({
      title: t("relations.removeAsk"),
      text: t("relations.removeText"),
      ok: t("common.delete"),
      danger: true,
    });
    if (!sure) return;
    try {
      await deleteRecord(entity, id, version);
      toast(t("relations.removed"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await Promise.all([forget(client, entity), forgetRelations(client)]);
  };
  const edit = (item: RelationItem): void =>
    void openDialog<boolean>((close) => <RelationDialog self={self} item={item} onClose={close} />);
  const addWork = async (): Promise<void> => {
    const own = { id: self.id, title: self.title };
    if (await openForm({ entity: "contact_customer", preset: { [self.kind]: own } })) await forgetRelations(client);
  };

  const groups = new Map<string, RelationItem[]>();
  for (const item of items) {
    const key = `${item.type.id} ${item.type.name}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return (
    <>
      {items.length === 0 && work.length === 0 && (
        <Empty
          text={t("relations.empty")}
          hint={t("relations.emptyHint")}
          action={can.create && <Button onClick={onAdd}>{t("relations.add")}</Button>}
        />
      )}
      {[...groups.values()].map((group) => {
        const first = group[0] as RelationItem;
        return (
          <section key={`${first.type.id}-${first.type.name}`} className="relations__group">
            <h3>
              <Tag color={first.type.color}>{first.type.name}</Tag>
              <span className="muted num">{group.length}</span>
            </h3>
            <ul>
              {group.map((item, at) => (
                <Line
                  key={item.id ?? `hidden-${at}`}
                  item={item}
                  onEdit={() => edit(item)}
                  onRemove={() => void remove("relation", item.id as number, item.version as number)}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {(work.length > 0 || self.kind === "contact") && (
        <section className="relations__group">
          <h3>
            {t(self.kind === "contact" ? "relations.work" : "relations.alsoHere")}
            <span className="muted num">{work.length}</span>
            <Button type="link" size="small" onClick={() => void addWork()}>
              {t(self.kind === "contact" ? "relations.addCompany" : "relations.addPerson")}
            </Button>
          </h3>
          <ul>
            {work.map((item) => (
              <Work
                key={item.id ?? "primary"}
                item={item}
                onRemove={() => void remove("contact_customer", item.id as number, item.version)}
              />
            ))}
          </ul>
        </section>
      )}
      {more && <p className="muted relations__note">{t("relations.more", { n: MOST })}</p>}
    </>
  );
}

function Line({ item, onEdit, onRemove }: { item: RelationItem; onEdit: () => void; onRemove: () => void }) {
  const days = [item.since, item.until].some(Boolean) ? `${item.since ?? ""} – ${item.until ?? ""}` : "";
  return (
    <li className={`relations__line${item.ended ? " is-ended" : ""}`}>
      <PartyLink party={item.other} />
      {item.ended && <Tag>{t("relations.ended")}</Tag>}
      {item.strength && (
        <span className="strength" title={t("relations.strength", { n: item.strength })}>
          {[1, 2, 3, 4, 5].map((n) => (
            <i key={n} className={n <= Number(item.strength) ? "is-on" : ""} />
          ))}
        </span>
      )}
      {days && <span className="muted num nowrap">{days}</span>}
      {item.note && <span className="muted relations__text">{item.note}</span>}
      <span className="relations__acts">
        {item.can?.update && <IconButton icon="edit" size="small" label={t("relations.edit")} onClick={onEdit} />}
        {item.can?.delete && <IconButton icon="trash" size="small" label={t("common.delete")} onClick={onRemove} />}
      </span>
    </li>
  );
}

function Work({ item, onRemove }: { item: WorkItem; onRemove: () => void }) {
  return (
    <li className="relations__line">
      <PartyLink party={item.other} />
      {item.primary && <Tag color="blue">{t("relations.primary")}</Tag>}
      {item.title && <span className="muted">{item.title}</span>}
      <span className="relations__acts">
        {item.can.delete && <IconButton icon="trash" size="small" label={t("common.delete")} onClick={onRemove} />}
      </span>
    </li>
  );
}
