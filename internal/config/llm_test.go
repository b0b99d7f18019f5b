package config_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/config"
)

func TestAKeyInTheEnvironmentMakesAProvider(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, given(nil,
		"RUSTYGPT__LLM__PROVIDERS__OPENAI__API_KEY=sk-1",
		"RUSTYGPT__LLM__PROVIDERS__OPENAI__HEADERS__X_TITLE=team",
		"RUSTYGPT.llm.models.fast.upstream_id=gpt-4o-mini",
	)).Config
	p := c.LLM.Providers["openai"]
	if p.Type != config.ProviderOpenAI || p.BaseURL != "https://api.openai.com/v1" || !p.Enabled ||
		p.APIKey.Reveal() != "sk-1" || p.Headers["x-title"].Reveal() != "team" {
		t.Errorf("provider %+v", p)
	}
	m := c.LLM.Models["fast"]
	if m.Provider != "openai" || m.UpstreamID != "gpt-4o-mini" || m.DisplayName != "fast" || !m.Capabilities.Streaming {
		t.Errorf("model %+v", m)
	}
}

func TestWhatIsKnownAboutAModel(t *testing.T) {
	t.Parallel()
	m := mustLoad(t, given(toml(`
		[llm.providers.one]
		base_url = "http://127.0.0.1:9000/v1"
		[llm.models.fast]
		input_price = 0.15
		output_price = 0
		default_params.context_size = 131072
		capabilities.vision = true
	`))).Config.LLM.Models["fast"]
	if *m.InputPrice != 0.15 || *m.OutputPrice != 0 || *m.Params.ContextSize != 131072 || !m.Capabilities.Vision || m.Capabilities.Audio {
		t.Errorf("model %+v", m)
	}
	for _, wrong := range []string{"input_price = -1", "output_price = 1000001", "default_params.context_size = 0", "default_params.context_size = 100000001"} {
		if _, err := config.Load(given(toml("[llm.providers.one]\nbase_url = \"http://127.0.0.1:9000/v1\"\n[llm.models.fast]\n" + wrong))); err == nil {
			t.Errorf("%s is accepted", wrong)
		}
	}
}

func TestVariablesReachTheEntriesOfTheFile(t *testing.T) {
	t.Parallel()
	in := given(toml(`
		[llm.providers.My-Provider]
		base_url = "http://127.0.0.1:9000/v1"
		headers = { Authorization = "from the file" }
		[llm.models."llama3.1:8b"]
		default_params.temperature = 1
	`),
		"RUSTYGPT__LLM__PROVIDERS__MY_PROVIDER__API_KEY=sk-2",
		"RUSTYGPT__LLM__PROVIDERS__MY_PROVIDER__HEADERS__AUTHORIZATION=from a variable",
		"RUSTYGPT__LLM__MODELS__LLAMA3_1_8B__DEFAULT_PARAMS__TOP_K=7")
	in.Overrides = []config.Override{{Key: "llm.providers.my_provider.enabled", Value: "false", Flag: "--set"}}
	c := mustLoad(t, in).Config
	if len(c.LLM.Providers) != 1 || len(c.LLM.Models) != 1 {
		t.Fatalf("providers %v, models %v", c.LLM.Providers, c.LLM.Models)
	}
	p := c.LLM.Providers["My-Provider"]
	if p.APIKey.Reveal() != "sk-2" || p.Headers["Authorization"].Reveal() != "from a variable" || p.Enabled {
		t.Errorf("provider %+v", p)
	}
	params := c.LLM.Models["llama3.1:8b"].Params
	if *params.Temperature != 1 || *params.TopK != 7 || params.MaxTokens != nil {
		t.Errorf("params %+v", params)
	}
}

func TestAModelPathIsAModel(t *testing.T) {
	t.Parallel()
	c := mustLoad(t, given(toml(`
		[llm.global_settings]
		persist_stream_chunks = true
		[llm.providers.default]
		provider_type = "llama_cpp"
		model_path = "./models/your-model.gguf"
		additional_settings = { use_mmap = true, stop_sequences = ["###"] }
	`))).Config
	p, m := c.LLM.Providers["default"], c.LLM.Models["default"]
	if p.ModelsDirectory != "./models" || p.Additional["use_mmap"] != true {
		t.Errorf("provider %+v", p)
	}
	if m.Provider != "default" || m.Path != "/srv/models/your-model.gguf" || m.Capabilities.Languages[0] != "en" {
		t.Errorf("model %+v", m)
	}
}

func TestModelsThatAreNotThereYet(t *testing.T) {
	t.Parallel()
	in := given(toml(`[llm.providers.a]
model_path = "a.gguf"
[llm.providers.b]
models_directory = "gguf"
[llm.models.c]
provider = "b"
path = "c.gguf"
`))
	in.Exists = func(string) bool { return false }
	wantLines(t, lines(mustLoad(t, in).Warnings),
		`config.toml:2: llm.models.a.path = "/srv/a.gguf": does not exist`,
		`config.toml:4: llm.providers.b.models_directory = "gguf": does not exist`,
		`config.toml:7: llm.models.c.path = "gguf/c.gguf": does not exist`)
}

func TestWhatDoesNotFitTogether(t *testing.T) {
	t.Parallel()
	wantLines(t, problems(t, given(toml(`[llm]
default_provider = "opnai"
[llm.providers.openai]
base_url = "https://user:hidden@api.example/v1"
api_key = "line\nbreak"
[llm.providers.openai.headers]
"Bad Name" = "hidden"
[llm.models.a]
provider = "openia"
[llm.models.b]
provider = "gguf"
[llm.providers.gguf]
provider_type = "llama_cpp"
[llm.models.c]
provider = "openai"
default_params = { temperature = 2.5, top_p = "half" }
`))),
		`config.toml:2: llm.default_provider = "opnai": is not in llm.providers; did you mean openai?`,
		`config.toml:4: llm.providers.openai.base_url = "https://user:***@api.example/v1": must be an http or https address; credentials belong in api_key or headers`,
		`config.toml:5: llm.providers.openai.api_key = ***: holds characters that no header can carry`,
		`config.toml:7: llm.providers.openai.headers.Bad Name = ***: is not a header that HTTP allows`,
		`config.toml:9: llm.models.a.provider = "openia": is not in llm.providers; did you mean openai?`,
		`config.toml:11: llm.models.b.path: must name a GGUF file`,
		`config.toml:16: llm.models.c.default_params.top_p = "half": must be a number`,
		`config.toml:16: llm.models.c.default_params.temperature = 2.5: must be at most 2`,
	)
}
