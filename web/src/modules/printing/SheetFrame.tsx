/** A page as it will be printed, in a frame in which nothing runs and nothing is loaded. */
import { type Ref, useImperativeHandle, useRef } from "react";
import { useWidth } from "@/ui/hooks";

/** Pixels of a sheet that can be read as it is; where there is less room, the whole sheet is made smaller. */
const PAPER = 720;

export interface SheetHandle {
  print: () => void;
}

export function SheetFrame({ html, title, ref }: { html: string; title: string; ref?: Ref<SheetHandle> }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [box, width] = useWidth<HTMLDivElement>(PAPER);
  const scale = Math.min(1, width / PAPER);
  useImperativeHandle(ref, () => ({ print: () => frame.current?.contentWindow?.print() }), []);
  return (
    <div ref={box} className="paper-box">
      {/* Same origin, so that it can be told to print; no scripts, so that nothing in it could use that. */}
      <iframe
        ref={frame}
        className="paper"
        style={
          scale < 1
            ? { width: PAPER, height: `${100 / scale}%`, transform: `scale(${scale})`, transformOrigin: "0 0" }
            : undefined
        }
        title={title}
        sandbox="allow-same-origin allow-modals"
        srcDoc={html}
      />
    </div>
  );
}
