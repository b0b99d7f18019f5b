package openai

import (
	"github.com/go-json-experiment/json"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// completion is the request body. What nobody set is left out: services refuse
// parameters they do not know, and null is not the same as absent to all.
type completion struct {
	Model               string         `json:"model"`
	Messages            []message      `json:"messages"`
	Stream              bool           `json:"stream"`
	StreamOptions       *streamOptions `json:"stream_options,omitzero"`
	MaxTokens           *int           `json:"max_tokens,omitzero"`
	MaxCompletionTokens *int           `json:"max_completion_tokens,omitzero"`
	Temperature         *float64       `json:"temperature,omitzero"`
	TopP                *float64       `json:"top_p,omitzero"`
	TopK                *int           `json:"top_k,omitzero"`
	RepetitionPenalty   *float64       `json:"repetition_penalty,omitzero"`
	Stop                []string       `json:"stop,omitempty"`
}

type message struct {
	Role    chat.MessageRole `json:"role"`
	Content string           `json:"content"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

func encode(r provider.Request, d dialect) ([]byte, error) {
	c := completion{
		Model:             r.Model,
		Messages:          make([]message, len(r.Messages)),
		Stream:            true,
		MaxTokens:         r.Params.MaxTokens,
		Temperature:       r.Params.Temperature,
		TopP:              r.Params.TopP,
		TopK:              r.Params.TopK,
		RepetitionPenalty: r.Params.RepetitionPenalty,
		Stop:              r.Params.Stop,
	}
	for i, m := range r.Messages {
		c.Messages[i] = message(m)
	}
	if !d.noUsage {
		c.StreamOptions = &streamOptions{IncludeUsage: true}
	}
	if d.completionTokens {
		c.MaxTokens, c.MaxCompletionTokens = nil, c.MaxTokens
	}
	body, err := json.Marshal(c, lenient)
	if err != nil { // a temperature without bounds, for example
		return nil, chat.Wrap(chat.Invalid, "The model's parameters cannot be sent.", err)
	}
	return body, nil
}
