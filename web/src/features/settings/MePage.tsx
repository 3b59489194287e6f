/** My settings: how it looks, how I sign in, where I am signed in. */
import { useQueryClient } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { patch } from "@/api/client";
import { messageOf } from "@/api/problem";
import { LOCALES, type Locale, setLocale, t, toLocale } from "@/i18n";
import "@/i18n/words/signIn";
import { useMe } from "@/meta/hooks";
import { setZone } from "@/ui/format";
import { Avatar, Tag } from "@/ui/parts";
import { setTheme, type ThemeChoice, useThemeChoice } from "@/ui/theme";
import { toast } from "@/ui/toast";
import { PasswordForm } from "../auth/PasswordForm";
import { SettingsFrame } from "./Guard";
import { SecondFactor } from "./me/SecondFactor";
import { Sessions } from "./me/Sessions";
import { Tokens } from "./me/Tokens";

const zones = (): string[] =>
  typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : ["Asia/Shanghai"];

export default function MePage() {
  const me = useMe();
  const client = useQueryClient();
  const theme = useThemeChoice();
  const keep = async (values: Record<string, string>): Promise<void> => {
    try {
      await patch("me", values);
      await client.invalidateQueries({ queryKey: ["me"] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  return (
    <SettingsFrame title={t("settings.me")}>
      <div className="settings-cols">
        <section className="panel">
          <header className="panel__head">
            <h2>{t("me.profile")}</h2>
          </header>
          <div className="panel__body stack">
            <div className="row">
              <Avatar name={me.name} size={48} />
              <div>
                <h2>{me.name}</h2>
                <span className="muted">
                  {me.username} {me.staff_no && `· ${me.staff_no}`}
                </span>
              </div>
            </div>
            <dl className="pairs">
              <div>
                <dt>{t("me.department")}</dt>
                <dd>{me.department?.title ?? "—"}</dd>
              </div>
              <div>
                <dt>{t("me.position")}</dt>
                <dd>{me.position?.title ?? "—"}</dd>
              </div>
              <div>
                <dt>{t("settings.roles")}</dt>
                <dd>
                  {me.roles.map((role) => (
                    <Tag key={role.key} color="blue">
                      {role.label}
                    </Tag>
                  ))}
                </dd>
              </div>
            </dl>
          </div>
        </section>
        <section className="panel">
          <header className="panel__head">
            <h2>{t("me.look")}</h2>
          </header>
          <div className="panel__body stack">
            <div className="row row--between">
              <span>{t("locale.title")}</span>
              <Segmented<Locale>
                value={toLocale(me.locale)}
                options={LOCALES}
                onChange={(locale) => {
                  setLocale(locale);
                  void keep({ locale });
                }}
              />
            </div>
            <div className="row row--between">
              <span>{t("theme.title")}</span>
              <Segmented<ThemeChoice>
                value={theme}
                options={[
                  { value: "light", label: t("theme.light") },
                  { value: "dark", label: t("theme.dark") },
                  { value: "auto", label: t("theme.system") },
                ]}
                onChange={(next) => {
                  setTheme(next);
                  void keep({ theme: next });
                }}
              />
            </div>
            <div className="row row--between">
              <span>{t("me.zone")}</span>
              <Select
                style={{ width: 220 }}
                aria-label={t("me.zone")}
                showSearch
                value={me.tz || "Asia/Shanghai"}
                options={zones().map((zone) => ({ value: zone, label: zone }))}
                onChange={(tz: string) => {
                  setZone(tz);
                  void keep({ tz });
                }}
              />
            </div>
          </div>
        </section>
        <section className="panel">
          <header className="panel__head">
            <h2>{t("auth.changePassword")}</h2>
          </header>
          <div className="panel__body">
            <PasswordForm onDone={() => toast(t("auth.passwordChanged"), { kind: "good" })} />
          </div>
        </section>
        <SecondFactor />
        <Sessions />
        <Tokens />
      </div>
    </SettingsFrame>
  );
}
