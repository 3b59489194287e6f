/** How much of a quantity is done, with the part of it that came back. */
export function Bar(props: { whole: string; done: string; back?: string; label: string }) {
  const whole = Number(props.whole);
  const share = (value: string | undefined): number =>
    whole > 0 ? Math.min(100, (Number(value ?? 0) / whole) * 100) : 0;
  const done = share(props.done);
  const back = Math.min(done, share(props.back));
  return (
    <span className={`trade-bar${done >= 100 ? " is-full" : ""}`} role="img" aria-label={props.label}>
      <span className="trade-bar__done" style={{ width: `${done - back}%` }} />
      {back > 0 && <span className="trade-bar__back" style={{ width: `${back}%` }} />}
    </span>
  );
}
