/** What the person agreed to about positions, and where the device says it is. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { toast } from "@/ui/toast";

export interface Consent {
  version: number;
  text: string;
  agreed: boolean;
  at: string | null;
}

export interface Place {
  location: { lat: number; lng: number };
  accuracy: number;
}

export type Locating = "idle" | "busy" | "failed" | Place;

const KEY = ["visits", "consent"];
const LOCATE = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 };
/** A position of six digits is good to a tenth of a metre: more is noise. */
const DIGITS = 6;

export function useConsent() {
  const client = useQueryClient();
  const consent = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => get<Consent>("visits/consent", {}, signal),
    staleTime: 60_000,
  });
  const decide = async (agree: boolean): Promise<boolean> => {
    try {
      const told = await post<Consent>("visits/consent", { agree, version: consent.data?.version });
      client.setQueryData(KEY, told);
      return true;
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      return false;
    }
  };
  return { consent, decide };
}

export function useLocating() {
  const [place, setPlace] = useState<Locating>("idle");
  const locate = (): void => {
    if (!("geolocation" in navigator)) {
      setPlace("failed");
      return;
    }
    setPlace("busy");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        setPlace({
          location: { lat: Number(coords.latitude.toFixed(DIGITS)), lng: Number(coords.longitude.toFixed(DIGITS)) },
          accuracy: Math.round(coords.accuracy),
        }),
      () => setPlace("failed"),
      LOCATE,
    );
  };
  return { place, locate };
}
