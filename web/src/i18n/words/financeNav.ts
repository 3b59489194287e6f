/** Menu lines of money: drawn before the pages' own words are loaded. */
import { addWords } from "../store";

export const zh = {
  "nav.ageing": "应收账龄",
  "nav.threeWay": "合同·开票·回款",
  "nav.receiptForecast": "回款预测",
};
export const en: Record<keyof typeof zh, string> = {
  "nav.ageing": "Receivables by age",
  "nav.threeWay": "Contract, invoice, receipt",
  "nav.receiptForecast": "Receipt forecast",
};
addWords(zh, en);
