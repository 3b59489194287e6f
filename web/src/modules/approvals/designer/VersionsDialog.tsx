/** The published versions; an older one can be taken back into the draft. */
import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import { formatMoment } from "@/ui/format";
import { Bones, Empty, Failure } from "@/ui/parts";
import type { Flow } from "./flow";

interface Version {
  id: number;
  number: number;
  note: string;
  at: string;
  by: Ref | null;
  definition: Flow;
}

export default function VersionsDialog(props: { subject: string; onClose: (flow: Flow | null) => void }) {
  const list = useQuery({
    queryKey: ["approval", "versions", props.subject],
    queryFn: async ({ signal }) =>
      (await get<{ items: Version[] }>(`approval_flow/${props.subject}/versions`, {}, signal)).items,
    staleTime: 0,
  });
  return (
    <Modal open width={520} title={t("flows.versions")} footer={null} onCancel={() => props.onClose(null)}>
      {list.isPending && <Bones rows={3} />}
      {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Empty text={t("flows.noVersions")} />}
      <ul className="approvals">
        {list.data?.map((one) => (
          <li key={one.id}>
            <div className="grow">
              <strong>{t("flows.version", { n: one.number })}</strong>
              <div className="muted">
                {one.by?.title} {formatMoment(one.at)}
                {one.note && ` · ${one.note}`}
              </div>
            </div>
            <Button onClick={() => props.onClose(one.definition)}>{t("flows.takeBack")}</Button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
