/** The next document is made on the server, opened, and its form with it: what it took over is there to be completed. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import { may, useMe } from "@/meta/hooks";
import { forget } from "@/records/data";
import { openForm } from "@/records/openForm";
import { toast } from "@/ui/toast";
import { makeFrom, type Way } from "./data";

export function useMake(entity: string, id: number): { make: (way: Way) => Promise<void>; busy: boolean } {
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const make = async (way: Way): Promise<void> => {
    setBusy(true);
    try {
      const made = await makeFrom(entity, id, way);
      await forget(client, made.entity);
      await navigate({ to: "/r/$entity/$id", params: { entity: made.entity, id: String(made.id) } });
      toast(t("trade.made"), { kind: "good" });
      if (may(me.can[made.entity], "update")) void openForm({ entity: made.entity, id: made.id });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return { make, busy };
}
