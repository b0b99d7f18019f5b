package openai_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/openai"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

// limited asks for an answer of at most as many tokens.
func limited(model string, tokens int) provider.Request {
	r := ask(model)
	r.Params.MaxTokens = &tokens
	return r
}

func TestAModelThatWantsTheNewNameIsAskedOnce(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()})
	for _, r := range []provider.Request{
		limited("new-name-20", 50), limited("new-name-20", 60), limited("tokens-20", 70), ask("new-name-20"),
	} {
		if got := collect(t.Context(), p, r); got.err != nil || got.content != providertest.Text(20) {
			t.Fatalf("%s: %q, %v", r.Model, got.content, got.err)
		}
	}
	var limits []string
	for _, r := range upstream.Requests() {
		limits = append(limits, tokenLimit(r.Body.Raw))
	}
	want := []string{`"max_tokens":50`, `"max_completion_tokens":50`, `"max_completion_tokens":60`, `"max_tokens":70`, ""}
	if !slices.Equal(limits, want) {
		t.Errorf("asked with %q, want %q", limits, want)
	}
}

// tokenLimit is the part of a body that bounds the answer.
func tokenLimit(body string) string {
	for part := range strings.SplitSeq(strings.Trim(body, "{}"), ",") {
		if strings.Contains(part, "tokens\":") {
			return part
		}
	}
	return ""
}
