/** The last number that was tapped, kept from the first moment on: what is offered for it may be loaded later. */

export interface Call {
  phone: string;
  at: number;
  /** Where it was tapped. */
  page: string;
}

let last: Call | null = null;
const listeners = new Set<() => void>();

function keep(call: Call | null): void {
  last = call;
  for (const listener of listeners) listener();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="tel:"]') : null;
  if (link) keep({ phone: link.textContent ?? "", at: Date.now(), page: location.pathname });
});

export const lastCall = (): Call | null => last;
export const forgetCall = (): void => keep(null);

export function onCall(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
