package openai

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// record is what is read of a chat.completion.chunk, and equally of a whole
// chat.completion, whose choices have a message in place of a delta.
type record struct {
	Choices []choice       `json:"choices"`
	Usage   *usage         `json:"usage"`
	Error   jsontext.Value `json:"error"`
}

type choice struct {
	Index        int    `json:"index"`
	Delta        piece  `json:"delta"`
	Message      piece  `json:"message"`
	FinishReason string `json:"finish_reason"`
}

// piece is a part of an answer. Services disagree about the name of the field
// that carries the model's thinking.
type piece struct {
	Content          text `json:"content"`
	Refusal          text `json:"refusal"`
	Reasoning        text `json:"reasoning"`
	ReasoningContent text `json:"reasoning_content"`
}

// usage counts in floating point because some services write 12.0.
type usage struct {
	PromptTokens     float64 `json:"prompt_tokens"`
	CompletionTokens float64 `json:"completion_tokens"`
	TotalTokens      float64 `json:"total_tokens"`
}

// text is a string, or what services send in its place: null, or a list of
// parts of which those with a text count. Anything else reads as empty.
type text string

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (t *text) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	switch dec.PeekKind() {
	case '"':
		token, err := dec.ReadToken()
		if err != nil {
			return err
		}
		*t = text(token.String())
		return nil
	case '[':
		return t.readParts(dec)
	default:
		return dec.SkipValue()
	}
}

func (t *text) readParts(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	var parts []struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(value, &parts, lenient) // what is no list of parts has no text to show
	for _, part := range parts {
		*t += text(part.Text)
	}
	return nil
}

// lenient takes what encoding/json would take: a service that repeats a name or
// sends a broken character should not cost its user the answer.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// decode reads one record, overwriting all of r.
func (r *record) decode(data []byte) error {
	choices := r.Choices[:0]
	clear(choices[:cap(choices)]) // else an absent field keeps its last value
	*r = record{Choices: choices}
	return json.Unmarshal(data, r, lenient)
}

// failed reports whether the record tells of an error. Some services send the
// field empty in every record.
func (r *record) failed() bool {
	switch r.Error.Kind() {
	case '{', '[':
		return true
	case '"':
		return len(r.Error) > len(`""`)
	}
	return false
}

// unknown reports whether the record has nothing that is known; it may still
// be an error in another shape.
func (r *record) unknown() bool { return r.Choices == nil && r.Usage == nil }

// first returns the choice that is shown; the others are alternatives that
// nobody asked for.
func (r *record) first() *choice {
	for i := range r.Choices {
		if r.Choices[i].Index == 0 {
			return &r.Choices[i]
		}
	}
	return nil
}

// parts returns the text and the thinking of a choice.
func (c *choice) parts() (content, reasoning string) {
	content = string(c.Delta.Content + c.Delta.Refusal + c.Message.Content + c.Message.Refusal)
	reasoning = firstOf(c.Delta.ReasoningContent, c.Delta.Reasoning, c.Message.ReasoningContent, c.Message.Reasoning)
	return content, reasoning
}

// firstOf returns the first text that is not empty: services that send the
// thinking under both names send it twice.
func firstOf(texts ...text) string {
	for _, t := range texts {
		if t != "" {
			return string(t)
		}
	}
	return ""
}

func (u *usage) counts() *chat.Usage {
	if u == nil {
		return nil
	}
	counts := &chat.Usage{
		PromptTokens:     int64(u.PromptTokens),
		CompletionTokens: int64(u.CompletionTokens),
		TotalTokens:      int64(u.TotalTokens),
	}
	if counts.TotalTokens == 0 {
		counts.TotalTokens = counts.PromptTokens + counts.CompletionTokens
	}
	return counts
}

// The finish reason that stands for a failure; some gateways send it.
const finishError = "error"

// finishReasons maps services' own words to the four that callers know; a word
// that is not here means that the model was done.
var finishReasons = map[string]string{
	"length": "length", "max_tokens": "length", "model_length": "length",
	"content_filter": "content_filter", "safety": "content_filter",
	"tool_calls": "tool_calls", "function_call": "tool_calls", "tool_use": "tool_calls",
	finishError: finishError,
}

func finishReason(word string) string {
	if word == "" {
		return ""
	}
	if reason, ok := finishReasons[strings.ToLower(word)]; ok {
		return reason
	}
	return "stop"
}

// isDone recognises the marker after the last record.
func isDone(data []byte) bool { return string(bytes.TrimSpace(data)) == "[DONE]" }
