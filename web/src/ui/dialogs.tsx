/** Dialogs that are asked for by a call and answered by a promise; several may lie on one another. */
import { Modal } from "antd";
import { Fragment, type ReactNode, Suspense, useSyncExternalStore } from "react";
import { t } from "@/i18n";

interface Layer {
  id: number;
  node: ReactNode;
}

let layers: Layer[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: Layer[]): void {
  layers = next;
  for (const listener of listeners) listener();
}

/** Shows what `render` draws until it calls `close`; the promise holds what it closed with, null for “nothing”. */
export function openDialog<T>(render: (close: (value: T | null) => void) => ReactNode): Promise<T | null> {
  return new Promise((resolve) => {
    const id = nextId++;
    const close = (value: T | null): void => {
      change(layers.filter((layer) => layer.id !== id));
      resolve(value);
    };
    change([...layers, { id, node: render(close) }]);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Dialogs() {
  const open = useSyncExternalStore(subscribe, () => layers);
  return open.map((layer) => (
    <Fragment key={layer.id}>
      <Suspense fallback={null}>{layer.node}</Suspense>
    </Fragment>
  ));
}

export interface Question {
  title: string;
  text?: string;
  ok: string;
  danger?: boolean;
}

/** A yes-or-no question; false when it is closed in any other way. */
export async function ask(question: Question): Promise<boolean> {
  const answer = await openDialog<boolean>((close) => (
    <Modal
      open
      title={question.title}
      okText={question.ok}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: question.danger, autoFocus: true }}
      onOk={() => close(true)}
      onCancel={() => close(false)}
      width={420}
    >
      {question.text}
    </Modal>
  ));
  return answer === true;
}
