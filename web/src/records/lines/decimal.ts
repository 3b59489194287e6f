/** Sums of decimal texts to the last digit: no amount goes through a binary number. */
const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?$/;

export function addDecimals(values: readonly string[]): string {
  const parts = values.flatMap((value) => {
    const match = DECIMAL.exec(value);
    return match ? [{ sign: match[1] ? -1n : 1n, whole: match[2] ?? "0", fraction: match[3] ?? "" }] : [];
  });
  const digits = Math.max(0, ...parts.map((part) => part.fraction.length));
  const total = parts.reduce(
    (sum, part) => sum + part.sign * BigInt(part.whole + part.fraction.padEnd(digits, "0")),
    0n,
  );
  const text = (total < 0n ? -total : total).toString().padStart(digits + 1, "0");
  const sign = total < 0n ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The number that a person typed or copied: `1,234.50`, `￥１２`, `13%`, `(300)`; null for what is none. */
export function readDecimal(text: string): string | null {
  let plain = text
    .normalize("NFKC")
    .replace(/[\s,，¥￥$%]/g, "")
    .replace(/元$/, "");
  const negative = /^\((.*)\)$/.exec(plain);
  if (negative) plain = `-${negative[1]}`;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(plain);
  if (!match || (!match[2] && !match[3])) return null;
  const whole = (match[2] ?? "").replace(/^0+(?=\d)/, "") || "0";
  return `${match[1] === "-" ? "-" : ""}${whole}${match[3] ? `.${match[3]}` : ""}`;
}
