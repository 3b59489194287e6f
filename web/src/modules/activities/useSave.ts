/** Saving what a form of activities holds: once, with the refusals beside their fields. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type FormErrors, formErrors } from "@/api/problem";
import { createRecord, forget } from "@/records/data";
import { toast } from "@/ui/toast";

const NO_ERRORS: FormErrors = { fields: {}, summary: [] };

/** `crypto.randomUUID` is missing where the page came over plain http from another machine. */
const freshKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export function useSave(entity: string, about: { entity: string; id: number }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<FormErrors>(NO_ERRORS);
  const key = useRef(freshKey());
  const save = async (values: Record<string, unknown>, done: string): Promise<boolean> => {
    setBusy(true);
    setErrors(NO_ERRORS);
    try {
      await createRecord(entity, values, key.current);
    } catch (error) {
      setErrors(formErrors(error, Object.keys(values)));
      return false;
    } finally {
      setBusy(false);
    }
    key.current = freshKey();
    toast(done, { kind: "good" });
    await Promise.all([
      client.invalidateQueries({ queryKey: ["timeline", about.entity, String(about.id)] }),
      forget(client, entity),
      forget(client, about.entity),
    ]);
    return true;
  };
  return { save, busy, errors };
}
