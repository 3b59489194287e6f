import { type ComponentType, Suspense } from "react";
import { type SlotName, type SlotProps, slotParts } from ".";

/** Draws whatever modules put into a place. `subjects` are the names a filling may have been registered for. */
export function Slot<N extends SlotName>({
  name,
  subjects,
  props,
}: {
  name: N;
  subjects: string[];
  props: SlotProps[N];
}) {
  const parts = slotParts(name, ...subjects);
  if (parts.length === 0) return null;
  return (
    <Suspense fallback={null}>
      {parts.map(({ key, Part }) => {
        const Filled = Part as ComponentType<SlotProps[N]>;
        return <Filled key={key} {...props} />;
      })}
    </Suspense>
  );
}
