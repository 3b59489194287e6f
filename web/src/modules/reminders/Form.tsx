/** One's own settings. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Radio, Select, TimePicker } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { toast } from "@/ui/toast";
import { type Settings, WAYS, type Way, waysOf } from "./data";

export function Form({ settings }: { settings: Settings }) {
  const client = useQueryClient();
  const [mine, setMine] = useState(settings);
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<Settings>): void => setMine({ ...mine, ...part });
  const choose = (kind: string, way: Way): void =>
    set({ kinds: mine.kinds.map((one) => (one.kind === kind ? { ...one, way } : one)) });
  const quiet = mine.quiet_from !== null || mine.quiet_to !== null;
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const saved = await put<Settings>("reminders/settings", {
        ways: Object.fromEntries(mine.kinds.map((one) => [one.kind, one.way])),
        quiet_from: mine.quiet_from,
        quiet_to: mine.quiet_to,
        working_days_only: mine.working_days_only,
        digest_at: mine.digest_at,
        digest_mail: mine.digest_mail,
        version: mine.version,
      });
      client.setQueryData(["reminders", "settings"], saved);
      toast(t("reminders.saved"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack">
      <p className="muted">{t("reminders.hint", { zone: mine.zone })}</p>
      <Matrix kinds={mine.kinds} onChoose={choose} />
      <p className="muted">
        {!mine.mail_ready
          ? t("reminders.noServer")
          : mine.email
            ? t("reminders.mailTo", { email: mine.email })
            : t("reminders.noAddress")}
      </p>
      <h2>{t("reminders.when")}</h2>
      <div>
        <Checkbox
          checked={quiet}
          onChange={(event) =>
            set(
              event.target.checked ? { quiet_from: "22:00", quiet_to: "07:00" } : { quiet_from: null, quiet_to: null },
            )
          }
        >
          {t("reminders.quiet")}
        </Checkbox>
        <p className="muted">{t("reminders.quietHint")}</p>
        {quiet && (
          <div className="row">
            <Time label={t("reminders.from")} value={mine.quiet_from} onChange={(at) => set({ quiet_from: at })} />
            <span aria-hidden="true">–</span>
            <Time label={t("reminders.to")} value={mine.quiet_to} onChange={(at) => set({ quiet_to: at })} />
          </div>
        )}
      </div>
      <Checkbox checked={mine.working_days_only} onChange={(event) => set({ working_days_only: event.target.checked })}>
        {t("reminders.working")}
      </Checkbox>
      <div className="field">
        <span className="field__label">{t("reminders.digestAt")}</span>
        <Time label={t("reminders.digestAt")} value={mine.digest_at} onChange={(at) => set({ digest_at: at })} />
      </div>
      <Checkbox checked={mine.digest_mail} onChange={(event) => set({ digest_mail: event.target.checked })}>
        {t("reminders.digestMail")}
      </Checkbox>
      <div>
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </div>
    </div>
  );
}

/** Kinds × ways; on a phone one choice under each kind. */
function Matrix({ kinds, onChoose }: { kinds: Settings["kinds"]; onChoose: (kind: string, way: Way) => void }) {
  return (
    <table className="plain-table reminders__matrix">
      <thead>
        <tr>
          <th scope="col">{t("reminders.what")}</th>
          {WAYS.map((way) => (
            <th key={way} scope="col">
              {t(`reminders.way.${way}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map(({ kind, label, way: chosen }) => (
          <tr key={kind}>
            <th scope="row">{label}</th>
            {WAYS.map((way) => (
              <td key={way} className="reminders__cell">
                {waysOf(kind).includes(way) ? (
                  <Radio
                    name={`way.${kind}`}
                    checked={chosen === way}
                    aria-label={`${label}: ${t(`reminders.way.${way}`)}`}
                    onChange={() => onChoose(kind, way)}
                  />
                ) : (
                  <span className="muted">—</span>
                )}
              </td>
            ))}
            <td className="reminders__pick">
              <Select<Way>
                value={chosen}
                aria-label={t("reminders.way", { kind: label })}
                style={{ width: "100%" }}
                options={waysOf(kind).map((way) => ({ value: way, label: t(`reminders.way.${way}`) }))}
                onChange={(way) => onChoose(kind, way)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A time of day as `08:30`, on the 24-hour clock whatever the device prefers. */
function Time(props: { label: string; value: string | null; onChange: (at: string) => void }) {
  const [hour, minute] = (props.value ?? "").split(":").map(Number);
  const shown = props.value
    ? dayjs()
        .startOf("day")
        .hour(hour ?? 0)
        .minute(minute ?? 0)
    : null;
  return (
    <TimePicker
      className="reminders__time"
      aria-label={props.label}
      format="HH:mm"
      minuteStep={5}
      needConfirm={false}
      allowClear={false}
      inputReadOnly={matchMedia("(pointer: coarse)").matches}
      value={shown}
      onChange={(at) => at && props.onChange(at.format("HH:mm"))}
    />
  );
}
