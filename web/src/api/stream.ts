/**
 * Live news from the server (`GET stream`). Falls back to asking every 30 seconds while the stream is down. The first
 * ping of a connection says that nothing is missed from there on; what came before it is asked for once.
 */
import { apiUrl } from "./client";

export type StreamKind = "inbox" | "job" | "record";
type Listener = (kind: StreamKind, data: Record<string, unknown>) => void;

const KINDS: StreamKind[] = ["inbox", "job", "record"];
const POLL_MS = 30_000;
const RETRY_MS = [2_000, 5_000, 15_000, 60_000];

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Starts listening; `poll` is called instead of news that no stream could bring. Returns how to stop. */
export function listen(listener: Listener, poll: () => void): () => void {
  let source: EventSource | null = null;
  let attempt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const open = (): void => {
    if (stopped) return;
    source = new EventSource(apiUrl("stream"));
    source.onopen = () => {
      attempt = 0;
    };
    source.addEventListener("ping", poll, { once: true });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => listener(kind, parse((event as MessageEvent<string>).data)));
    }
    source.onerror = () => {
      source?.close();
      source = null;
      retry = setTimeout(open, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
      attempt += 1;
    };
  };
  open();
  const timer = setInterval(() => {
    if (source?.readyState !== EventSource.OPEN && document.visibilityState === "visible") poll();
  }, POLL_MS);
  return () => {
    stopped = true;
    clearInterval(timer);
    clearTimeout(retry);
    source?.close();
  };
}
