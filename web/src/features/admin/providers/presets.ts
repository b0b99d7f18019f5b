/** Well-known services that speak OpenAI's protocol. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  /** Whether it usually runs on one's own machine. */
  readonly local: boolean;
  /** Where its keys are made. */
  readonly keysAt?: string;
}

function cloud(id: string, name: string, baseUrl: string, keysAt: string): Preset {
  return { id, name, baseUrl, keysAt, local: false };
}

function local(id: string, name: string, port: number): Preset {
  return { id, name, baseUrl: `http://localhost:${port}/v1`, local: true };
}

export const presets: readonly Preset[] = [
  cloud("openai", "OpenAI", "https://api.openai.com/v1", "https://platform.openai.com/api-keys"),
  cloud("openrouter", "OpenRouter", "https://openrouter.ai/api/v1", "https://openrouter.ai/settings/keys"),
  cloud(
    "anthropic",
    "Anthropic",
    "https://api.anthropic.com/v1",
    "https://console.anthropic.com/settings/keys",
  ),
  cloud("mistral", "Mistral", "https://api.mistral.ai/v1", "https://console.mistral.ai/api-keys"),
  cloud("groq", "Groq", "https://api.groq.com/openai/v1", "https://console.groq.com/keys"),
  cloud("together", "Together", "https://api.together.xyz/v1", "https://api.together.ai/settings/api-keys"),
  cloud("deepseek", "DeepSeek", "https://api.deepseek.com/v1", "https://platform.deepseek.com/api_keys"),
  local("ollama", "Ollama", 11434),
  local("lmstudio", "LM Studio", 1234),
  local("llamacpp", "llama.cpp", 8080),
  local("vllm", "vLLM", 8000),
];
