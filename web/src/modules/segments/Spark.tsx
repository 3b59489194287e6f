/** A small line of sizes over days; what it shows also stands beside it in words. */
export function Spark({ values, label }: { values: number[]; label: string }) {
  if (values.length < 2) return null;
  const high = Math.max(...values);
  const low = Math.min(...values);
  const points = values.map((value, at) => {
    const x = (at / (values.length - 1)) * 78 + 1;
    const y = high === low ? 11 : 20 - ((value - low) / (high - low)) * 18;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className="spark" viewBox="0 0 80 22" width="80" height="22" role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={points.join(" ")} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
