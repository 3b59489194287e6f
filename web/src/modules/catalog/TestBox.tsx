/** “What would this customer pay”: a product, a quantity, a day, and the whole explanation. */
import { useMutation } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { formErrors } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/catalog";
import { Labelled } from "@/ui/Labelled";
import { CURRENCIES, type Prices } from "./data";
import { LooseInput } from "./LooseInput";
import PriceSteps from "./PriceSteps";

export function TestBox() {
  const [customer, setCustomer] = useState<Ref | null>(null);
  const [product, setProduct] = useState<Ref | null>(null);
  const [quantity, setQuantity] = useState("1");
  const [asked, setAsked] = useState("");
  const [day, setDay] = useState<string | null>(null);
  const [currency, setCurrency] = useState("CNY");
  const ask = useMutation({
    mutationFn: () =>
      post<Prices>("price", {
        customer: customer?.id ?? null,
        day,
        currency,
        lines: [{ product: product?.id, quantity: quantity || "1", unit_price: asked || null }],
      }),
  });
  const errors = ask.isError ? formErrors(ask.error, ["quantity", "unit_price"]) : { fields: {}, summary: [] };
  const answer = ask.data?.lines[0];
  return (
    <section className="panel price-test" aria-label={t("catalog.test")}>
      <header className="panel__head">
        <div className="grow">
          <h2>{t("catalog.test")}</h2>
          <p className="muted">{t("catalog.testHint")}</p>
        </div>
      </header>
      <form
        className="panel__body stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (product) ask.mutate();
        }}
      >
        <Labelled id="test-customer" label={t("catalog.testCustomer")}>
          <LooseInput
            id="test-customer"
            type="link"
            link="customer"
            label={t("catalog.testCustomer")}
            value={customer}
            onChange={(value) => setCustomer(value as Ref | null)}
          />
        </Labelled>
        <Labelled id="test-product" label={t("catalog.product")} required>
          <LooseInput
            id="test-product"
            type="link"
            link="product"
            label={t("catalog.product")}
            value={product}
            onChange={(value) => setProduct(value as Ref | null)}
          />
        </Labelled>
        <div className="price-test__row">
          <Labelled id="test-quantity" label={t("catalog.quantity")} error={errors.fields.quantity}>
            <Input
              id="test-quantity"
              inputMode="decimal"
              value={quantity}
              onChange={(event) => setQuantity(event.target.value)}
            />
          </Labelled>
          <Labelled id="test-asked" label={t("catalog.asked")} error={errors.fields.unit_price}>
            <Input
              id="test-asked"
              inputMode="decimal"
              value={asked}
              onChange={(event) => setAsked(event.target.value)}
            />
          </Labelled>
          <Labelled id="test-day" label={t("catalog.day")}>
            <LooseInput
              id="test-day"
              type="date"
              label={t("catalog.day")}
              value={day}
              onChange={(value) => setDay((value as string | null) ?? null)}
            />
          </Labelled>
          <Labelled id="test-currency" label={t("catalog.currency")}>
            <Select
              id="test-currency"
              aria-label={t("catalog.currency")}
              value={currency}
              options={CURRENCIES.map((value) => ({ value, label: value }))}
              onChange={setCurrency}
            />
          </Labelled>
        </div>
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        <Button type="primary" htmlType="submit" loading={ask.isPending} disabled={!product}>
          {t("catalog.ask")}
        </Button>
        {answer && ask.data && <PriceSteps answer={answer} currency={ask.data.currency} />}
      </form>
    </section>
  );
}
