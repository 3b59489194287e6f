/** Ctrl/⌘ K: records by name, pinyin or phone; pages; things to create. Arrow keys and Enter. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Modal } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { SearchGroup } from "@/api/types";
import { t } from "@/i18n";
import { entityInfo, useMe, useMeta } from "@/meta/hooks";
import { creatable, menuGroups } from "@/meta/nav";
import { openForm } from "@/records/openForm";
import { useDebounced } from "@/ui/hooks";
import { Icon, type IconName, toIcon } from "@/ui/Icon";
import { Kbd } from "@/ui/parts";
import { settingsPages } from "../settings/pages";

interface Hit {
  key: string;
  group: string;
  icon: IconName;
  title: string;
  subtitle?: string;
  run: () => void;
}

const PER_GROUP = 8;

/** Marks the typed letters inside a title. */
function marked(text: string, q: string): ReactNode {
  const at = q ? text.toLowerCase().indexOf(q.toLowerCase()) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + q.length)}</mark>
      {text.slice(at + q.length)}
    </>
  );
}

export default function Palette({ onClose }: { onClose: () => void }) {
  const meta = useMeta();
  const me = useMe();
  const router = useRouter();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const q = useDebounced(text.trim(), 120);
  const found = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => get<{ groups: SearchGroup[] }>("search", { q, limit: PER_GROUP }, signal),
    enabled: q.length > 0,
    placeholderData: q ? keepPreviousData : undefined,
    staleTime: 30_000,
  });
  const go = (to: string, params?: Record<string, string>): void => {
    onClose();
    void router.navigate({ to, params: params as never });
  };
  const matches = (label: string): boolean => !text.trim() || label.toLowerCase().includes(text.trim().toLowerCase());
  const records: Hit[] = q
    ? (found.data?.groups ?? []).flatMap((group) =>
        group.items.map((item) => ({
          key: `${group.entity}-${item.id}`,
          group: group.label,
          icon: toIcon(entityInfo(meta, group.entity)?.icon),
          title: item.title,
          subtitle: item.subtitle,
          run: () => go("/r/$entity/$id", { entity: group.entity, id: String(item.id) }),
        })),
      )
    : [];
  const pages: Hit[] = [
    { key: "home", group: t("palette.pages"), icon: "home" as const, title: t("app.home"), run: () => go("/") },
    ...menuGroups(meta)
      .flatMap((group) => group.entities)
      .map((entity) => ({
        key: `page-${entity.key}`,
        group: t("palette.pages"),
        icon: toIcon(entity.icon),
        title: entity.plural,
        run: () => go("/r/$entity", { entity: entity.key }),
      })),
    ...settingsPages(me).map((page) => ({
      key: page.to,
      group: t("palette.pages"),
      icon: page.icon,
      title: t(page.label),
      run: () => go(page.to),
    })),
  ].filter((hit) => matches(hit.title));
  const actions: Hit[] = creatable(meta)
    .map((entity) => ({
      key: `new-${entity.key}`,
      group: t("palette.actions"),
      icon: "plus" as const,
      title: t("list.create", { label: entity.label }),
      run: () => {
        onClose();
        void openForm({ entity: entity.key }).then(
          (made) =>
            made && router.navigate({ to: "/r/$entity/$id", params: { entity: entity.key, id: String(made.id) } }),
        );
      },
    }))
    .filter((hit) => matches(hit.title));
  const hits = [...records, ...actions, ...pages];
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words start at the first hit
  useEffect(() => setAt(0), [text]);
  useEffect(() => {
    list.current?.querySelector(`#palette-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <Modal
      open
      footer={null}
      closable={false}
      mask={{ closable: true }}
      onCancel={onClose}
      width={620}
      style={{ top: 72 }}
      className="palette"
      aria-label={t("palette.open")}
    >
      <div className="palette__input">
        <Icon name="search" size={18} />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to type in
          autoFocus
          value={text}
          placeholder={t("palette.placeholder")}
          aria-label={t("palette.placeholder")}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={hits.length > 0 ? `palette-${at}` : undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "ArrowDown" || event.key === "ArrowUp") {
              event.preventDefault();
              const step = event.key === "ArrowDown" ? 1 : -1;
              if (hits.length > 0) setAt((at + step + hits.length) % hits.length);
            }
            if (event.key === "Enter") hits[at]?.run();
          }}
        />
        <Kbd>Esc</Kbd>
      </div>
      <div className="palette__list" id="palette-list" role="listbox" aria-label={t("palette.results")} ref={list}>
        {hits.map((hit, index) => (
          <div key={hit.key}>
            {hit.group !== hits[index - 1]?.group && <div className="palette__group">{hit.group}</div>}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input that owns this list */}
            <div
              id={`palette-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className="palette__hit"
              onMouseMove={() => setAt(index)}
              onClick={hit.run}
            >
              <Icon name={hit.icon} />
              <span className="ellipsis">{marked(hit.title, q)}</span>
              {hit.subtitle && <span className="muted ellipsis">{hit.subtitle}</span>}
            </div>
          </div>
        ))}
        {hits.length === 0 && (
          <p className="palette__none muted">
            {found.isError ? messageOf(found.error) : found.isFetching ? t("state.loading") : t("palette.none")}
          </p>
        )}
      </div>
    </Modal>
  );
}
