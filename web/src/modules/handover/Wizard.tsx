/** A handover from the question whose records to the click that starts it, on one page. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { t } from "@/i18n";
import "@/i18n/words/handover";
import { may, useMe, useMeta } from "@/meta/hooks";
import { oneQuery } from "@/records/data";
import { ask } from "@/ui/dialogs";
import { useTitle } from "@/ui/hooks";
import { NoPermission, PageHead } from "@/ui/parts";
import { totalOf } from "./data";
import { Preview } from "./Preview";
import { ToWhom } from "./ToWhom";
import { startOf, useWizard } from "./useWizard";
import { Whose } from "./Whose";

export default function WizardPage() {
  const me = useMe();
  const meta = useMeta();
  useTitle(t("handover.newTitle"));
  const open = meta.entities.some((entity) => may(entity.can, "assign"));
  if (!open && !me.admin.includes("org")) return <NoPermission hint={t("handover.closed")} />;
  return <Wizard />;
}

function Wizard() {
  const navigate = useNavigate();
  const search = new URLSearchParams(location.search);
  const wizard = useWizard(() => startOf(search));
  const asked = Number(search.get("person")) || 0;
  const person = useQuery({ ...oneQuery("user", asked), enabled: asked > 0 }).data;
  const { choice, set } = wizard;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the person of the address is known
  useEffect(() => {
    if (person) set({ mode: "people", people: [{ id: person.id, title: String(person.name) }] });
  }, [person?.id]);

  const run = async (): Promise<void> => {
    if (!wizard.draft) return;
    const n = totalOf(wizard.draft);
    const text = `${t("handover.runText")}${choice.disable ? t("handover.runDisable") : ""}`;
    if (!(await ask({ title: t("handover.runAsk", { n }), text, ok: t("handover.runNow") }))) return;
    const id = await wizard.run();
    if (id !== null) void navigate({ href: `/handover/${id}` });
  };
  return (
    <div className="page handover">
      <PageHead title={t("handover.newTitle")}>
        <span className="muted handover__hint">{t("handover.hint")}</span>
      </PageHead>
      <Whose wizard={wizard} />
      <ToWhom wizard={wizard} />
      <Preview wizard={wizard} onRun={() => void run()} />
    </div>
  );
}
