/** Comments name colleagues as `@[12]`; people read and write names. */
import { useQuery } from "@tanstack/react-query";
import { Mentions } from "antd";
import { type KeyboardEvent, useRef, useState } from "react";
import { useLinkSearch } from "@/fields/link/search";
import { t } from "@/i18n";
import { oneQuery } from "../data";

const MENTION = /@\[(\d+)\]/g;
const DAY = 86_400_000;

function Name({ id }: { id: string }) {
  const person = useQuery({ ...oneQuery("user", id), staleTime: DAY });
  return <span className="mention">@{String(person.data?.name ?? `#${id}`)}</span>;
}

/** A text with the names of those whom it mentions. */
export function MentionText({ text }: { text: string }) {
  // Every second part is the number of a person.
  return text.split(MENTION).map((part, at) => {
    const key = `${at}-${part}`;
    return at % 2 === 1 ? <Name key={key} id={part} /> : <span key={key}>{part}</span>;
  });
}

/** An input in which `@` offers colleagues; `onChange` gets the text as it is stored. */
export function MentionInput({
  value,
  onChange,
  onKeyDown,
  label = t("record.comment"),
  placeholder = t("record.commentHint"),
}: {
  value: string;
  onChange: (text: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  label?: string;
  placeholder?: string;
}) {
  const [search, setSearch] = useState<string | null>(null);
  /** Shown name → number, for everybody who was offered here. */
  const offered = useRef(new Map<string, number>());
  const people = useLinkSearch("user", search ?? "", search !== null);
  for (const person of people.data ?? []) offered.current.set(person.title, person.id);
  const byNumber = new Map([...offered.current].map(([name, id]) => [String(id), name]));
  const shown = value.replace(MENTION, (whole, id: string) => (byNumber.has(id) ? `@${byNumber.get(id)}` : whole));
  const stored = (text: string): string => {
    let result = text;
    // Longer names first: one name may begin with another.
    for (const [name, id] of [...offered.current].sort((a, b) => b[0].length - a[0].length))
      result = result.replaceAll(`@${name}`, `@[${id}]`);
    return result;
  };
  return (
    <Mentions
      value={shown}
      autoSize={{ minRows: 2, maxRows: 8 }}
      maxLength={5000}
      aria-label={label}
      placeholder={placeholder}
      loading={people.isFetching}
      options={(people.data ?? []).map((person) => ({
        key: String(person.id),
        value: person.title,
        label: person.title,
      }))}
      filterOption={false}
      onSearch={setSearch}
      onChange={(text) => onChange(stored(text))}
      onKeyDown={onKeyDown}
    />
  );
}
