package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"strings"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// Relay implements provider.Provider: it says what Stream says, as a service
// with the API of OpenAI's chat completions would.
func (p *Provider) Relay(ctx context.Context, c provider.Completion) (io.ReadCloser, error) {
	r := provider.Request{Model: c.Model, Messages: make([]provider.Message, len(c.Messages))}
	for i, raw := range c.Messages {
		r.Messages[i] = understood(raw)
	}
	next, stop := iter.Pull2(p.Stream(ctx, r))
	return &relay{model: c.Model, next: next, stop: stop}, nil
}

// understood finds the text in a message: a string, or a list of parts. What is
// neither has none.
func understood(raw json.RawMessage) provider.Message {
	var m struct {
		Role    chat.MessageRole `json:"role"`
		Content json.RawMessage  `json:"content"`
	}
	_ = json.Unmarshal(raw, &m)
	var text string
	if json.Unmarshal(m.Content, &text) == nil {
		return provider.Message{Role: m.Role, Content: text}
	}
	var parts []struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(m.Content, &parts)
	var words strings.Builder
	for _, part := range parts {
		words.WriteString(part.Text)
	}
	return provider.Message{Role: m.Role, Content: words.String()}
}

// relay is an answer as an event stream. Each piece is made when it is read.
type relay struct {
	model string
	next  func() (provider.Delta, error, bool)
	stop  func()
	ready bytes.Buffer
	ended bool
}

func (r *relay) Read(b []byte) (int, error) {
	if r.ready.Len() == 0 {
		if err := r.advance(); err != nil {
			return 0, err
		}
	}
	return r.ready.Read(b)
}

func (r *relay) Close() error {
	r.stop()
	return nil
}

func (r *relay) advance() error {
	if r.ended {
		return io.EOF
	}
	delta, err, more := r.next()
	switch {
	case err != nil:
		return err
	case !more:
		r.ended = true
		r.ready.WriteString("data: [DONE]\n\n")
		return nil
	}
	encoded, err := json.Marshal(chunkOf(r.model, delta))
	if err != nil {
		return err
	}
	r.ready.WriteString("data: ")
	r.ready.Write(encoded)
	r.ready.WriteString("\n\n")
	return nil
}

// chunk is one record of the stream. Neither time nor id tells anybody anything
// here: they are the same in all.
type chunk struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"`
	Created int64    `json:"created"`
	Model   string   `json:"model"`
	Choices []choice `json:"choices"`
}

type choice struct {
	Index        int     `json:"index"`
	Delta        piece   `json:"delta"`
	FinishReason *string `json:"finish_reason"`
}

type piece struct {
	Role    string `json:"role,omitempty"`
	Content string `json:"content,omitempty"`
}

func chunkOf(model string, d provider.Delta) chunk {
	c := choice{}
	if d.Content != "" {
		c.Delta = piece{Role: string(chat.RoleAssistant), Content: d.Content}
	}
	if d.FinishReason != "" {
		c.FinishReason = &d.FinishReason
	}
	return chunk{ID: "chatcmpl-demo", Object: "chat.completion.chunk", Model: model, Choices: []choice{c}}
}
