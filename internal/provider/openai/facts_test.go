package openai

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// TestFactsOfServices reads entries as services write them.
func TestFactsOfServices(t *testing.T) {
	t.Parallel()
	size := func(n int) chat.ModelFacts { return chat.ModelFacts{ContextSize: &n} }
	price := func(n int64) *chat.MicroDollars { return new(chat.MicroDollars(n)) }
	for name, tt := range map[string]struct {
		entry string
		want  chat.ModelFacts
	}{
		"OpenAI": {`{"id":"gpt-4o","object":"model","created":1715367049,"owned_by":"system"}`, chat.ModelFacts{}},
		"OpenRouter": {
			`{"id":"a/b","context_length":131072,"architecture":{"modality":"text+image->text","input_modalities":["text","image"]},
				"pricing":{"prompt":"0.00000015","completion":"0.0000006","request":"0"},
				"top_provider":{"context_length":131072},"supported_parameters":["tools","tool_choice","reasoning","include_reasoning"]}`,
			chat.ModelFacts{
				ContextSize: new(131072), InputPrice: price(150_000), OutputPrice: price(600_000),
				Capabilities: []chat.Capability{chat.Vision, chat.Tools, chat.Reasoning},
			},
		},
		"OpenRouter, free": {
			`{"id":"a","pricing":{"prompt":"0","completion":0},"architecture":{"input_modalities":["text","audio"]},"supported_parameters":[]}`,
			chat.ModelFacts{InputPrice: price(0), OutputPrice: price(0), Capabilities: []chat.Capability{chat.Audio}},
		},
		"OpenRouter, a router": {
			`{"id":"openrouter/auto","context_length":2000000,"pricing":{"prompt":"-1","completion":"-1"},"supported_parameters":["max_tokens"]}`,
			chat.ModelFacts{ContextSize: new(2_000_000), Capabilities: []chat.Capability{}},
		},
		"vLLM":      {`{"id":"a","object":"model","root":"a","max_model_len":32768,"permission":[]}`, size(32768)},
		"LM Studio": {`{"id":"a","type":"llm","state":"loaded","max_context_length":8192}`, size(8192)},
		"Groq":      {`{"id":"a","active":true,"context_window":131072}`, size(131072)},
		"llama.cpp": {`{"id":"a.gguf","meta":{"vocab_type":2,"n_vocab":128256,"n_ctx_train":131072,"size":4912898304}}`, size(131072)},

		"a name only":          {`"gpt-4o"`, chat.ModelFacts{}},
		"a negative size":      {`{"id":"a","context_length":-1}`, chat.ModelFacts{}},
		"a size of nothing":    {`{"id":"a","context_length":0,"max_model_len":16}`, size(16)},
		"a huge size":          {`{"id":"a","context_length":1e300}`, chat.ModelFacts{}},
		"a size in words":      {`{"id":"a","context_length":"very long","max_model_len":"4096"}`, size(4096)},
		"a size in a list":     {`{"id":"a","context_length":[1]}`, chat.ModelFacts{}},
		"no number as price":   {`{"id":"a","pricing":{"prompt":"NaN","completion":"Infinity"}}`, chat.ModelFacts{}},
		"a huge price":         {`{"id":"a","pricing":{"prompt":"1000","completion":1e999}}`, chat.ModelFacts{}},
		"prices in a list":     {`{"id":"a","pricing":[1,2]}`, chat.ModelFacts{}},
		"odd parameters":       {`{"id":"a","supported_parameters":["tools",7],"architecture":"x"}`, chat.ModelFacts{Capabilities: []chat.Capability{}}},
		"one odd among others": {`{"id":"a","meta":"none","pricing":null,"max_model_len":1}`, size(1)},
	} {
		if got := readFacts([]byte(tt.entry)); !got.Equal(tt.want) {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}
