/** 手写签名: a box in which one signs with a finger, a pen or the mouse. */
import { Button } from "antd";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { t } from "@/i18n";
import "@/ui/css/approval.css";

const LINE = 2.5;
/** What was drawn is kept in ink on paper, whatever the scheme of the page. */
const INK = "#1f2329";

interface Props {
  id: string;
  /** The picture so far, null while nothing is drawn. */
  onChange: (draw: (() => Promise<File | null>) | null) => void;
}

export function SignaturePad({ id, onChange }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<[number, number] | null>(null);
  const [empty, setEmpty] = useState(true);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is an empty box
  useEffect(() => {
    const box = canvas.current;
    if (!box) return;
    const scale = window.devicePixelRatio || 1;
    box.width = box.clientWidth * scale;
    box.height = box.clientHeight * scale;
    const pen = box.getContext("2d");
    if (!pen) return;
    pen.scale(scale, scale);
    pen.lineWidth = LINE;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = INK;
  }, [round]);
  const at = (event: PointerEvent): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = at(event);
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>): void => {
    const pen = canvas.current?.getContext("2d");
    if (!pen || !last.current) return;
    const to = at(event);
    pen.beginPath();
    pen.moveTo(...last.current);
    pen.lineTo(...to);
    pen.stroke();
    last.current = to;
    if (empty) {
      setEmpty(false);
      onChange(() => picture(canvas.current));
    }
  };
  const again = (): void => {
    setEmpty(true);
    setRound(round + 1);
    onChange(null);
  };
  return (
    <div className="signature">
      <canvas
        id={id}
        ref={canvas}
        role="img"
        aria-label={t("approvals.signHint")}
        onPointerDown={begin}
        onPointerMove={draw}
        onPointerUp={() => {
          last.current = null;
        }}
        onPointerCancel={() => {
          last.current = null;
        }}
      />
      {empty && <span className="signature__hint">{t("approvals.signHint")}</span>}
      {!empty && (
        <Button size="small" className="signature__again" onClick={again}>
          {t("approvals.signAgain")}
        </Button>
      )}
    </div>
  );
}

function picture(box: HTMLCanvasElement | null): Promise<File | null> {
  return new Promise((resolve) => {
    if (!box) return resolve(null);
    box.toBlob((blob) => resolve(blob && new File([blob], "signature.png", { type: "image/png" })), "image/png");
  });
}
