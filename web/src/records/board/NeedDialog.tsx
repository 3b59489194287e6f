/** What a move asks for, filled in on the spot; the guards judge again when it is saved. */
import type { ActionMeta } from "@/api/types";
import { t } from "@/i18n";
import ActionDialog from "../record/ActionDialog";

export default function NeedDialog(props: {
  action: ActionMeta;
  entity: string;
  name: string;
  save: (values: Record<string, unknown>) => Promise<void>;
  onClose: () => void;
}) {
  const action = {
    ...props.action,
    label: t("board.moveTo", { column: props.action.label }),
    confirm: t("board.needs", { name: props.name }),
  };
  return <ActionDialog action={action} entity={props.entity} run={props.save} onClose={props.onClose} />;
}
