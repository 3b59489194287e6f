/** Only addresses inside this app are gone to after signing in. */
export const safeNext = (next: unknown): string =>
  typeof next === "string" && /^\/(?![/\\])/.test(next) && !/^\/(sign-in|second-factor)/.test(next) ? next : "/";
