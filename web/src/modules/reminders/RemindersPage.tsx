/** How one is reminded: a way for each kind, quiet hours, the digest; for administrators the company's rule. */
import "@/i18n/words/reminders";
import "@/ui/css/reminders.css";
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { useTitle } from "@/ui/hooks";
import { Bones, Failure, PageHead } from "@/ui/parts";
import { Company } from "./Company";
import type { Settings } from "./data";
import { Form } from "./Form";

export default function RemindersPage() {
  useTitle(t("nav.reminders"));
  const admin = useMe().admin.includes("settings");
  const settings = useQuery({
    queryKey: ["reminders", "settings"],
    queryFn: ({ signal }) => get<Settings>("reminders/settings", {}, signal),
  });
  const found = settings.data;
  return (
    <div className="page reminders">
      <PageHead title={t("nav.reminders")} />
      <div className="panel panel__body">
        {settings.isPending && <Bones rows={8} />}
        {settings.isError && <Failure message={messageOf(settings.error)} onRetry={() => void settings.refetch()} />}
        {found && <Form key={found.version} settings={found} />}
      </div>
      {admin && found && <Company ready={found.mail_ready} />}
    </div>
  );
}
