import { useEffect, useState } from "react";
import { type Language, useLanguage } from "./index";
import { translator, translatorAtHand } from "./translated";

/** A sentence of the server's, in the language shown. */
export function Said({ text }: { text: string }) {
  const language = useLanguage();
  const [, setReady] = useState<Language>();
  useEffect(() => {
    if (translatorAtHand(language)) return;
    let gone = false;
    void translator().then(() => gone || setReady(language));
    return () => {
      gone = true;
    };
  }, [language]);
  return translatorAtHand(language)?.(text) ?? text;
}
