/** Amounts as whole cents: what was typed is added up and compared without binary fractions. */
export type Cents = number;

/** Null for what is no amount of at most two digits after the point. */
export function toCents(text: string): Cents | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{0,2}))?$/.exec(text.trim());
  if (!match) return null;
  const cents = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0") || 0);
  return match[1] ? -cents : cents;
}

export const fromCents = (cents: Cents): string => {
  const size = Math.abs(cents);
  return `${cents < 0 ? "-" : ""}${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
};

/** What a person typed or pasted, without separators. */
export const plainAmount = (text: string): string => text.normalize("NFKC").replaceAll(/[,\s¥]/g, "");

/** Fills the first ones up until nothing is left: the oldest debt is paid first. */
export function fillUp(whole: Cents, lefts: readonly Cents[]): Cents[] {
  let rest = whole;
  return lefts.map((left) => {
    const part = Math.max(0, Math.min(left, rest));
    rest -= part;
    return part;
  });
}

/** `30/60/10` or `30 60 10` as percentages that come to 100, or null. */
export function readPercents(text: string): string[] | null {
  const parts = text
    .normalize("NFKC")
    .split(/[/,，、;\s%]+/)
    .filter(Boolean);
  if (parts.length === 0 || parts.some((part) => !/^\d{1,3}(\.\d{1,2})?$/.test(part) || Number(part) <= 0)) return null;
  const sum = parts.reduce((total, part) => total + (toCents(part) ?? 0), 0);
  return sum === 100_00 ? parts : null;
}
