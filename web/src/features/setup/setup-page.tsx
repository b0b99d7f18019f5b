import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { login } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { queryClient } from "@/shared/api/query";
import { serverQuery, useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { isPublicUrl } from "@/shared/identity/faults";
import { defaultAccent } from "@/shared/lib/accent";
import { Gate } from "@/shared/ui/gate";
import { Notice } from "@/shared/ui/notice";
import { AdministratorStep } from "./administrator-step";
import { completeSetup, type SetupInput } from "./api";
import { ProviderStep } from "./provider-step";
import { ServerStep } from "./server-step";
import { StepMarks } from "./step-marks";
import { TokenStep } from "./token-step";

const steps = ["token", "administrator", "server", "provider"] as const;
type Step = (typeof steps)[number];

/** The first visit: proof of being the owner, an administrator, the server's looks, a provider. */
export function SetupPage() {
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>("token");
  const [input, setInput] = useState<SetupInput>({
    token: "",
    serverName: "RustyGPT",
    // The address at which the owner is, where others may be told to come to it.
    publicUrl: isPublicUrl(location.origin) ? location.origin : "",
    accent: defaultAccent,
    username: "",
    email: "",
    password: "",
    provider: null,
  });
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  useTitle(t("setup.title"), useServerName());

  // biome-ignore lint/correctness/useExhaustiveDependencies: each step starts at its first field
  useEffect(() => form.current?.querySelector<HTMLElement>("input, button")?.focus(), [step]);

  const go = (next: Step, change: Partial<SetupInput> = {}) => {
    setInput((before) => ({ ...before, ...change }));
    setProblem(null);
    setStep(next);
  };

  const finish = async (provider: SetupInput["provider"]) => {
    setBusy(true);
    setProblem(null);
    try {
      await completeSetup({ ...input, provider });
    } catch (error) {
      const { status, message } = asProblem(error);
      setBusy(false);
      setProblem(status === 401 ? t("setup.token.wrong") : message);
      if (status === 401) setStep("token");
      return;
    }
    await queryClient.refetchQueries({ queryKey: serverQuery.queryKey });
    try {
      await login(input.username.trim(), input.password);
    } catch {
      // The account exists: the login page takes over.
    }
    await navigate({ to: "/", replace: true });
  };

  return (
    <Gate title={t(`setup.${step}.heading`)} text={t(`setup.${step}.text`)} wide>
      <StepMarks steps={steps.map((name) => t(`setup.${name}.short`))} current={steps.indexOf(step)} />
      {problem && (
        <Notice tone="danger" className="mb-5">
          {problem}
        </Notice>
      )}
      <div ref={form}>
        {step === "token" && (
          <TokenStep token={input.token} onNext={(token) => go("administrator", { token })} />
        )}
        {step === "administrator" && (
          <AdministratorStep
            value={input}
            onBack={() => go("token")}
            onNext={(value) => go("server", value)}
          />
        )}
        {step === "server" && (
          <ServerStep
            value={input}
            onBack={(value) => go("administrator", value)}
            onNext={(value) => go("provider", value)}
          />
        )}
        {step === "provider" && (
          <ProviderStep
            token={input.token}
            busy={busy}
            onBack={() => go("server")}
            onFinish={finish}
            onWrongToken={() => {
              setStep("token");
              setProblem(t("setup.token.wrong"));
            }}
          />
        )}
      </div>
    </Gate>
  );
}
