package config_test

import (
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/config"
)

func TestSuggestions(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"server.prot":            "server.port",
		"server.idle_seconds":    "session.idle_seconds",
		"sse.persistence.enable": "sse.persistence.enabled",
		"port":                   "server.port",
		"llm.model_directory":    "llm.models_directory",
		"server.cors.max_age":    "server.cors.max_age_seconds",
		"completely.different":   "",
	}
	for key, want := range tests {
		file := problems(t, given(toml(key+" = 1")))
		in := given(nil)
		in.Overrides = []config.Override{{Key: key, Value: "1", Flag: "--set"}}
		flag := problems(t, in)
		for _, got := range []string{file[0], flag[0]} {
			if _, hint, _ := strings.Cut(got, "; did you mean "); strings.TrimSuffix(hint, "?") != want {
				t.Errorf("%s\nshould suggest %q", got, want)
			}
		}
	}
}

func TestTextIsShownAsItWouldBeWritten(t *testing.T) {
	t.Parallel()
	const text = "a \"b\" \\ \n\r\t\x01 ü"
	l := mustLoad(t, given(nil, "RUSTYGPT__OAUTH__REDIRECT_BASE=", "RUSTYGPT__LLM__DEFAULT_EMBEDDING_MODEL="+text))
	want := `"a \"b\" \\ \n\r\t\u0001 ü"`
	if got := setting(l, "llm.default_embedding_model").Value; got != want {
		t.Fatalf("shown as %s, want %s", got, want)
	}
	for name, content := range map[string]string{
		"config.toml": "llm.default_embedding_model = " + want, "config.yaml": "llm: {default_embedding_model: " + want + "}",
		"config.json": `{"llm": {"default_embedding_model": ` + want + `}}`,
	} {
		if got := mustLoad(t, given(map[string]string{name: content})).Config.LLM.DefaultEmbeddingModel; got != text {
			t.Errorf("%s reads %q", name, got)
		}
	}
}
