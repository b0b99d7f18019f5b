import { FlaskConical, Plug } from "lucide-react";
import { useRef, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ConnectionTest } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Said } from "@/shared/i18n/said";
import { Button } from "@/shared/ui/button";
import { PasswordField, TextField } from "@/shared/ui/field";
import { Notice } from "@/shared/ui/notice";
import { Segmented } from "@/shared/ui/segmented";
import { type ProviderDraft, type SetupInput, testProvider } from "./api";
import { ModelChecklist } from "./model-checklist";
import { StepActions } from "./step-actions";

interface Props {
  token: string;
  busy: boolean;
  onBack: () => void;
  onFinish: (provider: SetupInput["provider"]) => void;
  onWrongToken: () => void;
}

const emptyDraft: ProviderDraft = { name: "", baseUrl: "https://api.openai.com/v1", apiKey: "" };

export function ProviderStep({ token, busy, onBack, onFinish, onWrongToken }: Props) {
  const [choice, setChoice] = useState<"connect" | "demo">("connect");
  const [draft, setDraft] = useState(emptyDraft);
  const [result, setResult] = useState<ConnectionTest | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [testing, setTesting] = useState(false);
  /** What the fields say now, for answers that are about what they said before. */
  const latest = useRef(draft);

  const change = (part: Partial<ProviderDraft>) => {
    latest.current = { ...draft, ...part };
    setDraft(latest.current);
    setResult(null);
    setChosen([]);
  };
  const named = { ...draft, name: draft.name.trim() || hostOf(draft.baseUrl) };
  const complete = hostOf(draft.baseUrl) !== "";

  const test = async () => {
    setTesting(true);
    try {
      const answer = await testProvider(token, named);
      if (latest.current !== draft) return;
      setResult(answer);
      setChosen(answer.models.length <= preselected ? answer.models : []);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 401) return onWrongToken();
      if (latest.current !== draft) return;
      setResult({ ok: false, message: problem.message, models: [] });
    } finally {
      setTesting(false);
    }
  };

  return (
    <div className="flex flex-col gap-5">
      <Segmented
        label={t("setup.provider.choice")}
        value={choice}
        onChange={setChoice}
        options={[
          { value: "connect", label: t("setup.provider.connect"), icon: Plug },
          { value: "demo", label: t("setup.provider.demo"), icon: FlaskConical },
        ]}
      />
      {choice === "demo" ? (
        <p className="text-[0.9375rem] leading-relaxed text-muted">{t("setup.provider.demoText")}</p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void test();
          }}
          className="flex flex-col gap-4.5"
        >
          <TextField
            label={t("provider.url")}
            type="url"
            value={draft.baseUrl}
            onChange={(event) => change({ baseUrl: event.target.value })}
            spellCheck={false}
            hint={t("provider.urlHint")}
          />
          <PasswordField
            label={t("provider.key")}
            value={draft.apiKey}
            onChange={(event) => change({ apiKey: event.target.value })}
            autoComplete="off"
            hint={t("provider.keyHint")}
          />
          <TextField
            label={t("provider.name")}
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
            placeholder={hostOf(draft.baseUrl)}
            hint={t("provider.nameHint")}
          />
          <Button type="submit" busy={testing} disabled={!complete} className="self-start">
            {t("provider.test")}
          </Button>
          {result && (
            <Notice
              tone={result.ok ? "good" : "danger"}
              title={result.ok ? t("provider.testOk") : t("provider.testFailed")}
            >
              <Said text={result.message} />
            </Notice>
          )}
          {result?.ok && result.models.length > 0 && (
            <ModelChecklist models={result.models} chosen={chosen} onChange={setChosen} />
          )}
        </form>
      )}
      <StepActions busy={busy} onBack={onBack}>
        <Button
          variant="primary"
          size="lg"
          busy={busy}
          disabled={choice === "connect" && !complete}
          onClick={() => onFinish(choice === "demo" ? null : { ...named, models: chosen })}
        >
          {t(choice === "demo" ? "setup.finishDemo" : "setup.finish")}
        </Button>
      </StepActions>
    </div>
  );
}

/** A short list is offered whole; from a long one people choose. */
const preselected = 6;

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}
