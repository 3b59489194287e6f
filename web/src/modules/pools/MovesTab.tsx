/** Whose a record was and where it lay, from the ledger. */
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { formatMoment } from "@/ui/format";
import { Bones, Empty, Failure, Person, ScrollX, Tag } from "@/ui/parts";
import { movesQuery } from "./data";

const TONES: Record<string, string> = {
  claim: "green",
  assign: "blue",
  recycle: "orange",
  return: "gold",
  transfer: "cyan",
  handover: "purple",
  merge: "magenta",
};

function End({ owner, pool }: { owner: string | null; pool: string | null }) {
  if (owner !== null) return <Person name={owner} />;
  return <span>{pool ?? <span className="muted">—</span>}</span>;
}

export default function MovesTab({ meta, record }: SlotProps["recordTab"]) {
  const lines = useQuery(movesQuery(meta.key, record.id));
  if (lines.isError) return <Failure message={messageOf(lines.error)} onRetry={() => void lines.refetch()} />;
  if (!lines.data) return <Bones rows={4} />;
  if (lines.data.length === 0) return <Empty text={t("pools.noMoves")} hint={t("pools.noMovesHint")} />;
  return (
    <ScrollX label={t("nav.moves")}>
      <table className="plain-table moves">
        <thead>
          <tr>
            <th>{t("pools.when")}</th>
            <th>{t("pools.how")}</th>
            <th>{t("pools.from")}</th>
            <th>{t("pools.to")}</th>
            <th>{t("pools.why")}</th>
            <th>{t("pools.who")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.data.map((line) => (
            <tr key={line.id}>
              <td className="num">{formatMoment(line.at)}</td>
              <td>
                <Tag color={TONES[line.kind]}>{line.kind_label}</Tag>
                {line.former && <span className="muted"> {t("pools.former", { title: line.former.title })}</span>}
              </td>
              <td>
                <End owner={line.from_owner} pool={line.from_pool} />
              </td>
              <td>
                <End owner={line.to_owner} pool={line.to_pool} />
              </td>
              <td>{line.reason || line.rule || <span className="muted">—</span>}</td>
              <td>{line.actor ?? t("pools.system")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
