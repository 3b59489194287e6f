/** The opportunities from which most of a forecast comes. */
import { Link } from "@tanstack/react-router";
import { t } from "@/i18n";
import "@/i18n/words/funnel";
import { useIsPhone } from "@/ui/hooks";
import { Empty, ScrollX } from "@/ui/parts";
import { bigMoney, type Contributor, percent } from "./data";

type Word = "stage" | "amount" | "probability" | "expected" | "brings" | "share";
interface Column {
  word: Word;
  right: boolean;
  of: (item: Contributor) => string;
}

const columnsOf = (currency: string): readonly Column[] => [
  { word: "stage", right: false, of: (item) => item.stage_title ?? "—" },
  { word: "amount", right: true, of: (item) => bigMoney(item.amount, currency) },
  { word: "probability", right: true, of: (item) => percent(item.probability) },
  { word: "expected", right: false, of: (item) => item.expected_on ?? "—" },
  { word: "brings", right: true, of: (item) => bigMoney(item.brings, currency) },
  { word: "share", right: true, of: (item) => percent(item.share) },
];

const Name = ({ item }: { item: Contributor }) => (
  <Link to="/r/$entity/$id" params={{ entity: "opportunity", id: String(item.id) }}>
    {item.title}
  </Link>
);

export function Contributors({ items, currency }: { items: Contributor[]; currency: string }) {
  const phone = useIsPhone();
  const columns = columnsOf(currency);
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("funnel.contributors")}</h2>
      </header>
      {items.length === 0 && <Empty text={t("funnel.noContributors")} />}
      {items.length > 0 && phone && (
        <ul className="fact-cards">
          {items.map((item) => (
            <li key={item.id}>
              <Name item={item} />
              <dl>
                {columns.map((column) => (
                  <div key={column.word}>
                    <dt>{t(`funnel.${column.word}`)}</dt>
                    <dd className="num">{column.of(item)}</dd>
                  </div>
                ))}
              </dl>
            </li>
          ))}
        </ul>
      )}
      {items.length > 0 && !phone && (
        <ScrollX label={t("funnel.contributors")}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t("funnel.opportunity")}</th>
                {columns.map((column) => (
                  <th key={column.word} scope="col" className={column.right ? "is-right" : undefined}>
                    {t(`funnel.${column.word}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.id}>
                  <th scope="row">
                    <Name item={item} />
                  </th>
                  {columns.map((column) => (
                    <td key={column.word} className={column.right ? "is-right num" : "num"}>
                      {column.of(item)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </section>
  );
}
