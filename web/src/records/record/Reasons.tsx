/** The verdict of the server on one person, one action and one record, with its reasons. */
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Explain } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { Bones, Failure, Tag } from "@/ui/parts";

export function Reasons({
  entity,
  id,
  user,
  action,
}: {
  entity: string;
  id: number | string;
  user: number | undefined;
  action: string;
}) {
  const answer = useQuery({
    queryKey: ["explain", entity, String(id), user, action],
    queryFn: ({ signal }) => get<Explain>(`${entity}/${id}/explain`, { user, action }, signal),
    retry: false,
  });
  if (answer.isPending) return <Bones rows={2} />;
  if (answer.isError) return <Failure message={messageOf(answer.error)} onRetry={() => void answer.refetch()} />;
  return (
    <div className="stack">
      <p className={`verdict${answer.data.allowed ? " is-good" : " is-bad"}`}>
        <Icon name={answer.data.allowed ? "check" : "close"} />{" "}
        {answer.data.allowed ? t("explain.yes") : t("explain.no")}
      </p>
      <ul className="why-list">
        {answer.data.reasons.map((reason) => (
          <li key={`${reason.code}${reason.role ?? ""}${reason.message}`}>
            {reason.message} {reason.level && <Tag color="blue">{t(`level.${reason.level}` as MessageKey)}</Tag>}
          </li>
        ))}
      </ul>
    </div>
  );
}
