/** The one place that talks HTTP. Everything above calls `get`, `post`, … and catches `ApiError`. */
import { currentLocale, t } from "@/i18n";
import type { Problem } from "./types";

const BASE = "/api/v1/";

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.problem = problem;
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
  query?: Query;
  body?: unknown;
  /** Optimistic lock: sent as `If-Match: "version"`. */
  version?: number;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

let csrfToken = "";
let onSignedOut: () => void = () => {};
let showPasswordAgain: () => Promise<boolean> = async () => false;

export function setCsrf(token: string): void {
  csrfToken = token;
}

/** Called once by the app: what to do when a session has ended while someone was working. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** Called once by the app: how to ask for the password again. The answer says whether the server took it. */
export function whenPasswordNeeded(handler: () => Promise<boolean>): void {
  showPasswordAgain = handler;
}

export function apiUrl(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") params.set(key, String(value));
  }
  const text = params.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

async function toProblem(response: Response): Promise<Problem> {
  const fallback: Problem = { title: t("error.server"), status: response.status, code: `http_${response.status}` };
  if (!(response.headers.get("content-type") ?? "").includes("json")) return fallback;
  try {
    return { ...fallback, ...((await response.json()) as Problem), status: response.status };
  } catch {
    return fallback;
  }
}

export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": currentLocale() };
  let body: BodyInit | undefined;
  if (options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(options.body);
  }
  if (method !== "GET" && csrfToken) headers["X-CSRFToken"] = csrfToken;
  if (options.version !== undefined) headers["If-Match"] = `"${options.version}"`;
  if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;

  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: "same-origin",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({ title: t("error.offline"), status: 0, code: "offline" });
  }
  if (!response.ok) {
    const problem = await toProblem(response);
    if (problem.code === "elevation_required" && (await showPasswordAgain())) return call<T>(method, path, options);
    if (response.status === 401 && !path.startsWith("auth/login")) onSignedOut();
    throw new ApiError(problem);
  }
  if (response.status === 204 || response.headers.get("content-length") === "0") return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  call<T>("GET", path, { query, signal });
export const post = <T>(path: string, body?: unknown, options: CallOptions = {}): Promise<T> =>
  call<T>("POST", path, { ...options, body: body ?? {} });
export const patch = <T>(path: string, body: unknown, options: CallOptions = {}): Promise<T> =>
  call<T>("PATCH", path, { ...options, body });
export const put = <T>(path: string, body?: unknown, options: CallOptions = {}): Promise<T> =>
  call<T>("PUT", path, { ...options, body });
export const del = <T>(path: string, options: CallOptions = {}): Promise<T> => call<T>("DELETE", path, options);

export function upload<T>(path: string, file: File, fields: Record<string, string> = {}): Promise<T> {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  form.append("file", file);
  return call<T>("POST", path, { body: form });
}

/** The content of a file, for what the browser plays or draws itself. */
export async function content(path: string, signal?: AbortSignal): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(apiUrl(path), { signal, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({ title: t("error.offline"), status: 0, code: "offline" });
  }
  if (!response.ok) throw new ApiError(await toProblem(response));
  return response.blob();
}

/** A file that the browser saves under the server's name for it. */
export function download(path: string): void {
  const anchor = document.createElement("a");
  anchor.href = apiUrl(path);
  anchor.download = "";
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
}

export const isStatus = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof ApiError && statuses.includes(error.status);

/** Some lists come in an envelope and some are short enough to come bare. */
export const listOf = <T>(answer: T[] | { items: T[] } | null | undefined): T[] =>
  Array.isArray(answer) ? answer : (answer?.items ?? []);
