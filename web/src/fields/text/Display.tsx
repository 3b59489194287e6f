import type { DisplayProps } from "../types";
import { richNodes } from "./rich";

/** 155 5015 4823: a mobile number is read in three groups. */
export function phoneText(value: string): string {
  return value.replace(
    /^(\+86)?(1\d{2})(\d{4})(\d{4})$/,
    (_all, plus: string | undefined, a, b, c) => `${plus ? "+86 " : ""}${a} ${b} ${c}`,
  );
}

/** Only web addresses become links; `javascript:` and the like stay text. */
export function webHref(value: string): string | null {
  const text = /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`;
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

export function TextDisplay({ value, field, mode }: DisplayProps) {
  const text = String(value);
  const masked = text.includes("*");
  switch (field.type) {
    case "phone":
      return mode === "full" && !masked ? (
        <a href={`tel:${text}`}>{phoneText(text)}</a>
      ) : (
        <span className="num">{phoneText(text)}</span>
      );
    case "email":
      return mode === "full" && !masked ? <a href={`mailto:${text}`}>{text}</a> : text;
    case "url": {
      const href = webHref(text);
      return href ? (
        <a href={href} target="_blank" rel="noreferrer noopener">
          {text}
        </a>
      ) : (
        text
      );
    }
    case "rich_text":
      return mode === "cell" ? (
        new DOMParser().parseFromString(text, "text/html").body.textContent
      ) : (
        <div className="rich">{richNodes(text)}</div>
      );
    case "long_text":
      return mode === "cell" ? text : <span className="pre">{text}</span>;
    case "credit_code":
    case "id_number":
    case "auto_number":
      return <span className="num">{text}</span>;
    default:
      return text;
  }
}
