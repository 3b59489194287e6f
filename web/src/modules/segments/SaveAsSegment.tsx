/** In the bar of a list: keep the filter that is set as a segment. */
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy } from "react";
import { t } from "@/i18n";
import "@/i18n/words/listBar";
import { useListUrl } from "@/records/list/url";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { useIsPhone } from "@/ui/hooks";
import { toast } from "@/ui/toast";
import type { Segment } from "./data";

const SegmentEditor = lazy(() => import("./SegmentEditor"));

export default function SaveAsSegment({ meta }: SlotProps["listToolbar"]) {
  const [url] = useListUrl();
  const client = useQueryClient();
  const phone = useIsPhone();
  if (!url.f || phone) return null;
  const save = async (): Promise<void> => {
    const saved = await openDialog<Segment>((close) => <SegmentEditor meta={meta} condition={url.f} onClose={close} />);
    if (!saved) return;
    await client.invalidateQueries({ queryKey: ["segments"] });
    toast(t("segments.saved"), { kind: "good" });
  };
  return (
    <Button type="text" onClick={() => void save()}>
      {t("segments.save")}
    </Button>
  );
}
