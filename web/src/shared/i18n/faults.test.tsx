import { render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { problemFrom } from "@/shared/api/problem";
import { chooseLanguage } from "./index";
import english from "./locales/en/faults.json";
import { Said } from "./said";
import { translator } from "./translated";

afterEach(() => chooseLanguage("en"));

async function inGerman(sentence: string): Promise<string> {
  await chooseLanguage("de");
  return (await translator())(sentence);
}

describe("a sentence of the server", () => {
  it.each([
    ["Not signed in.", "Nicht angemeldet."],
    ["must not be blank", "Darf nicht leer sein."],
    ["must have at most 100000 characters", "Darf höchstens 100.000 Zeichen haben."],
    ["olm is switched off.", "olm ist ausgeschaltet."],
    ["There is a provider with the name a. b already.", "Es gibt schon einen Anbieter mit dem Namen a. b."],
    [
      "The provider refused the request: 401 Unauthorized. It says: No such key. Check its API key.",
      "Der Anbieter hat die Anfrage abgelehnt: 401 Unauthorized. Er sagt: No such key. Prüfe seinen API-Schlüssel.",
    ],
  ])("is translated with what is in it: %s", async (said, shown) => {
    expect(await inGerman(said)).toBe(shown);
  });

  it("may have others in it", async () => {
    expect(
      await inGerman("Ollama does not answer. The provider did not answer in time. It is tried again in 4s."),
    ).toBe(
      "Ollama antwortet nicht. Der Anbieter hat nicht rechtzeitig geantwortet. In 4s wird es wieder versucht.",
    );
    expect(await inGerman("title: must not be blank")).toBe("title: Darf nicht leer sein.");
    expect(await inGerman("the encrypted backup is damaged: unexpected EOF")).toBe(
      "Die verschlüsselte Sicherung ist beschädigt: unexpected EOF",
    );
    await chooseLanguage("fr");
    expect((await translator())("the encrypted backup is damaged: unexpected EOF")).toBe(
      "La sauvegarde chiffrée est endommagée\u00a0: unexpected EOF",
    );
  });

  it("that is not known is shown as it came", async () => {
    for (const said of ["overloaded: try again", "Ollama says no", ""])
      expect(await inGerman(said)).toBe(said);
  });

  it("is shown as it came in English", async () => {
    expect((await translator())("must not be blank")).toBe("must not be blank");
  });

  it("has its translation even where another would fit as well", async () => {
    await chooseLanguage("de");
    const { default: german } = await import("./locales/de/faults.json");
    const translate = await translator();
    const filled = (text: string) =>
      text.replace(/\{\{(number|value|text)(\d)\}\}/g, (_, kind, n) => (kind === "number" ? n : `w${n}`));
    for (const [key, text] of Object.entries(german).filter(([key]) => !key.startsWith("{{text1}}: ")))
      expect(translate(filled(key))).toBe(filled(text));
    expect(Object.keys(german)).toEqual(Object.keys(english));
  });
});

describe("a refusal", () => {
  it("reads in the language shown, fields included", async () => {
    await chooseLanguage("fr");
    const problem = await problemFrom(new Response(null, { status: 400 }), {
      message: "title: must not be blank",
      details: { fields: [{ field: "title", message: "must not be blank" }] },
    });
    expect(problem.message).toBe("title\u00a0: Ne peut pas être vide.");
    expect(problem.fields).toEqual({ title: "Ne peut pas être vide." });
  });
});

describe("Said", () => {
  it("shows a sentence in the language of the page, also after a change of it", async () => {
    const { rerender } = render(<Said text="The model is switched off." />);
    expect(screen.getByText("The model is switched off.")).toBeInTheDocument();
    await chooseLanguage("es");
    rerender(<Said text="The model is switched off." />);
    expect(await screen.findByText("El modelo está apagado.")).toBeInTheDocument();
  });
});
