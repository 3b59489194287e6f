/** What was typed and not yet saved, kept in this browser so that a reload loses nothing. */
const PREFIX = "kezhou.draft.";
const MAX_AGE_MS = 14 * 86_400_000;

export interface Draft {
  at: number;
  /** The version that was being edited; absent for a new record. */
  version?: number;
  values: Record<string, unknown>;
}

export const draftKey = (entity: string, id: number | undefined): string => `${PREFIX}${entity}.${id ?? "new"}`;

export function readDraft(key: string, now = Date.now()): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
    if (!draft || typeof draft.at !== "number" || now - draft.at > MAX_AGE_MS) return null;
    return Object.keys(draft.values).length > 0 ? draft : null;
  } catch {
    return null;
  }
}

export function writeDraft(key: string, draft: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage is full: the form itself still holds everything.
  }
}

export function dropDraft(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept, so there is nothing to drop.
  }
}

/** Whose drafts these are; a session may end without a sign-out. */
const HOLDER = `${PREFIX}of`;

/** Drafts of another person must not greet the next one at this computer. */
export function dropAllDrafts(): void {
  for (const store of [localStorage, sessionStorage])
    for (const key of Object.keys(store)) if (key.startsWith(PREFIX)) store.removeItem(key);
}

/** Somebody is here: what another person left behind goes, one's own stays. */
export function claimDrafts(user: number): void {
  try {
    const holder = localStorage.getItem(HOLDER);
    if (holder !== null && holder !== String(user)) dropAllDrafts();
    localStorage.setItem(HOLDER, String(user));
  } catch {
    // Nothing can be kept in this browser, so nothing was left behind.
  }
}
