package openai

import (
	"math"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// entry is what services tell about a model beside its id, each in its own way.
// Every field is read by itself, so that one of another type than expected does
// not take the others with it.
type entry struct {
	ContextLength    jsontext.Value `json:"context_length"`     // OpenRouter
	MaxModelLen      jsontext.Value `json:"max_model_len"`      // vLLM
	MaxContextLength jsontext.Value `json:"max_context_length"` // LM Studio, Mistral
	ContextWindow    jsontext.Value `json:"context_window"`     // Groq
	Meta             jsontext.Value `json:"meta"`               // llama.cpp

	Pricing             jsontext.Value `json:"pricing"`              // OpenRouter
	Architecture        jsontext.Value `json:"architecture"`         // OpenRouter
	SupportedParameters jsontext.Value `json:"supported_parameters"` // OpenRouter
}

// readFacts reads what an entry of the list tells. What cannot be right is
// taken for not told.
func readFacts(data jsontext.Value) chat.ModelFacts {
	var e entry
	if data.Kind() != '{' || json.Unmarshal(data, &e, lenient) != nil {
		return chat.ModelFacts{}
	}
	pricing := parse[struct{ Prompt, Completion jsontext.Value }](e.Pricing)
	return chat.ModelFacts{
		ContextSize:  e.contextSize(),
		InputPrice:   price(pricing.Prompt),
		OutputPrice:  price(pricing.Completion),
		Capabilities: e.capabilities(),
	}
}

func (e entry) contextSize() *int {
	meta := parse[struct {
		TrainedFor jsontext.Value `json:"n_ctx_train"`
	}](e.Meta)
	for _, value := range []jsontext.Value{e.ContextLength, e.MaxModelLen, e.MaxContextLength, e.ContextWindow, meta.TrainedFor} {
		if size := number(value); size >= 1 && size <= chat.MaxContextSize {
			return new(int(size))
		}
	}
	return nil
}

// capabilities is nil where the entry does not speak of them at all.
func (e entry) capabilities() []chat.Capability {
	inputs := parse[struct {
		Modalities jsontext.Value `json:"input_modalities"`
	}](e.Architecture).Modalities
	if inputs.Kind() != '[' && e.SupportedParameters.Kind() != '[' {
		return nil
	}
	found := []chat.Capability{}
	for word, capability := range map[string]chat.Capability{"image": chat.Vision, "audio": chat.Audio} {
		if slices.Contains(parse[[]string](inputs), word) {
			found = append(found, capability)
		}
	}
	for word, capability := range map[string]chat.Capability{"tools": chat.Tools, "reasoning": chat.Reasoning} {
		if slices.Contains(parse[[]string](e.SupportedParameters), word) {
			found = append(found, capability)
		}
	}
	return chat.Ordered(found)
}

// price reads dollars for one token. A negative one stands for one that
// depends.
func price(value jsontext.Value) *chat.MicroDollars {
	const tokens, microDollars = 1e6, 1e6
	micros := math.Round(number(value) * tokens * microDollars)
	if !(micros >= 0 && micros <= float64(chat.MaxPrice)) { // not a number either
		return nil
	}
	return new(chat.MicroDollars(micros))
}

// number reads a number, also one that is written as a string; NaN when it is
// none.
func number(value jsontext.Value) float64 {
	text := string(value)
	if value.Kind() == '"' {
		text = parse[string](value)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return n
}

// parse reads a value; zero when it is of another type.
func parse[T any](value jsontext.Value) (v T) {
	if json.Unmarshal(value, &v, lenient, json.MatchCaseInsensitiveNames(true)) != nil {
		return *new(T)
	}
	return v
}
