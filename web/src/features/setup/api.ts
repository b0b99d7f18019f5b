import { client, unwrap } from "@/shared/api/client";
import type { ConnectionTest } from "@/shared/api/types";

export interface ProviderDraft {
  name: string;
  baseUrl: string;
  apiKey: string;
}

export interface SetupInput {
  token: string;
  serverName: string;
  /** Empty = none. */
  publicUrl: string;
  accent: string;
  username: string;
  email: string;
  password: string;
  provider: (ProviderDraft & { models: readonly string[] }) | null;
}

// The token is not part of the documented headers' schema: it is checked
// before the request is read.
const withToken = (token: string) => ({ headers: { "X-Setup-Token": token.trim() } });

function wire(draft: ProviderDraft) {
  return {
    name: draft.name.trim(),
    base_url: draft.baseUrl.trim(),
    ...(draft.apiKey && { api_key: draft.apiKey }),
  };
}

export function testProvider(token: string, draft: ProviderDraft): Promise<ConnectionTest> {
  return unwrap(client.POST("/api/v1/setup/test-provider", { ...withToken(token), body: wire(draft) }));
}

export async function completeSetup(input: SetupInput): Promise<void> {
  const { provider } = input;
  const publicUrl = input.publicUrl.trim().replace(/\/+$/, "");
  await unwrap(
    client.POST("/api/v1/setup/complete", {
      ...withToken(input.token),
      body: {
        server_name: input.serverName.trim(),
        ...(publicUrl && { public_url: publicUrl }),
        accent_color: input.accent,
        username: input.username.trim(),
        ...(input.email.trim() && { email: input.email.trim() }),
        password: input.password,
        ...(provider && {
          provider: { ...wire(provider), models: provider.models.map((upstream_id) => ({ upstream_id })) },
        }),
      },
    }),
  );
}
