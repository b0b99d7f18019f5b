import { Globe } from "lucide-react";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import {
  chooseLanguage,
  type LanguageChoice,
  languageNames,
  languages,
  t,
  useLanguage,
  useLanguageChoice,
} from "@/shared/i18n";
import { Button } from "./button";
import { Menu } from "./menu";

/** For pages in front of the application, where there are no settings yet. */
export function LanguageMenu() {
  const language = useLanguage();
  const choice = useLanguageChoice();
  const [problem, setProblem] = useState<string | null>(null);
  const choose = (next: string) => {
    setProblem(null);
    chooseLanguage(next as LanguageChoice).catch((error) => setProblem(asProblem(error).message));
  };
  return (
    <div className="flex flex-col items-center gap-1">
      <Menu
        trigger={
          <Button variant="ghost" size="sm" className="text-muted touch:h-10">
            <Globe className="size-4" aria-hidden />
            <span className="sr-only">{t("language.title")}:</span>
            {languageNames[language]}
          </Button>
        }
        entries={[
          {
            kind: "choices",
            value: choice,
            options: [
              { value: "browser", label: t("language.browser") },
              ...languages.map((value) => ({ value, label: languageNames[value] })),
            ],
            onChoose: choose,
          },
        ]}
      />
      {problem && (
        <p role="alert" className="text-[0.8125rem] text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
