/** Why a line costs what it costs: the rules that won and those that lost. */
import { useQuery } from "@tanstack/react-query";
import { Modal } from "antd";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import PriceSteps from "@/modules/catalog/PriceSteps";
import { Bones, Failure } from "@/ui/parts";
import { pricesOf, type Wanted } from "./goods";

export default function PriceDialog(props: {
  document: Readonly<Record<string, unknown>>;
  wanted: Wanted;
  onClose: () => void;
}) {
  const { document, wanted } = props;
  const asked = useQuery({
    queryKey: ["price", document.customer, document.currency, wanted],
    queryFn: () => pricesOf(document, [wanted]),
    retry: false,
    staleTime: 0,
  });
  const answer = asked.data?.lines[0];
  return (
    <Modal open title={t("trade.whyTitle", { product: wanted.product.title })} footer={null} onCancel={props.onClose}>
      {asked.isPending && <Bones rows={4} />}
      {asked.isError && <Failure message={messageOf(asked.error)} onRetry={() => void asked.refetch()} />}
      {answer && asked.data && (
        <PriceSteps answer={answer} currency={asked.data.currency} ofCustomer={Boolean(document.customer)} />
      )}
    </Modal>
  );
}
