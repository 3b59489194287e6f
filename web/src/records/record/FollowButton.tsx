import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { del, get, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";

/** The star: a person's own list of records to keep an eye on. */
export function FollowButton({ entity, id }: { entity: string; id: number }) {
  const client = useQueryClient();
  const path = `${entity}/${id}/follow`;
  const key = ["follow", entity, id];
  const followed = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await get<{ followed: boolean }>(path, {}, signal)).followed,
  });
  const on = followed.data === true;
  const toggle = async (): Promise<void> => {
    client.setQueryData(key, !on);
    try {
      await (on ? del(path) : put(path));
      toast(t(on ? "follow.ended" : "follow.begun"), { kind: "good" });
      await client.invalidateQueries({ queryKey: ["records", entity] });
    } catch (error) {
      client.setQueryData(key, on);
      toast(messageOf(error), { kind: "bad" });
    }
  };
  return (
    <Button
      className={on ? "star is-on" : "star"}
      icon={<Icon name="star" />}
      aria-pressed={on}
      aria-label={t(on ? "follow.end" : "follow.begin")}
      title={t(on ? "follow.end" : "follow.begin")}
      disabled={followed.isPending}
      onClick={() => void toggle()}
    />
  );
}
