import { chooseLanguage, languageNames, languages, t, useLanguage, useLanguageChoice } from "@/shared/i18n";
import { ChoiceList } from "@/shared/ui/choice-list";
import { SaveNote } from "./save-note";
import { Setting } from "./setting";
import { SettingsPage } from "./settings-page";
import { useSaving } from "./use-saving";

export function LanguagePage() {
  const language = useLanguage();
  const choice = useLanguageChoice();
  const { state, save } = useSaving();
  const now = new Date();
  return (
    <SettingsPage title={t("language.title")} text={t("language.text")}>
      <Setting id="language">
        <div className="flex flex-col gap-3">
          <ChoiceList
            label={t("language.label")}
            value={choice}
            onChange={(next) => void save(() => chooseLanguage(next))}
            choices={[
              {
                value: "browser",
                label: t("language.browser"),
                text: t("language.browserText", { languages: namesOf(navigator.languages, language) }),
              },
              ...languages.map((value) => ({
                value,
                label: languageNames[value],
                text: sample(value, now),
                lang: value,
              })),
            ]}
          />
          <SaveNote state={state} />
        </div>
      </Setting>
    </SettingsPage>
  );
}

/** What the browser asks for, in words of the language shown. */
function namesOf(tags: readonly string[], language: string): string {
  const names = new Intl.DisplayNames([language], { type: "language" });
  return tags.map((tag) => names.of(tag) ?? tag).join(", ");
}

/** A date and a number, as the language writes them. */
function sample(language: string, moment: Date): string {
  const date = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  return `${date.format(moment)} · ${(12345.6).toLocaleString(language)}`;
}
