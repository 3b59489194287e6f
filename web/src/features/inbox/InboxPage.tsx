import { t } from "@/i18n";
import { useTitle } from "@/ui/hooks";
import InboxList from "./InboxList";

export default function InboxPage() {
  useTitle(t("app.inbox"));
  return (
    <div className="page">
      <div className="panel panel__body">
        <InboxList />
      </div>
    </div>
  );
}
