import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/client";

const MAX_RETRIES = 2;

/** A refusal is an answer and is not asked for again; a lost connection or a busy server is. */
const worthRetrying = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 502);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (count, error) => count < MAX_RETRIES && worthRetrying(error),
      refetchOnWindowFocus: false,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
