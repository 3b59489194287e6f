/** A page as it will be printed, in a frame in which nothing runs and nothing is loaded. */
import { type Ref, useImperativeHandle, useRef } from "react";

export interface SheetHandle {
  print: () => void;
}

export function SheetFrame({ html, title, ref }: { html: string; title: string; ref?: Ref<SheetHandle> }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useImperativeHandle(ref, () => ({ print: () => frame.current?.contentWindow?.print() }), []);
  // Same origin, so that it can be told to print; no scripts, so that nothing in it could use that.
  return <iframe ref={frame} className="paper" title={title} sandbox="allow-same-origin allow-modals" srcDoc={html} />;
}
