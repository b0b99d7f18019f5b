package openai

import (
	"context"
	stdjson "encoding/json"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// relayed is the body of a request that a client composed.
type relayed struct {
	Model       string               `json:"model"`
	Messages    []stdjson.RawMessage `json:"messages"`
	Stream      bool                 `json:"stream"`
	Tools       stdjson.RawMessage   `json:"tools,omitzero"`
	ToolChoice  string               `json:"tool_choice,omitzero"`
	Temperature *float64             `json:"temperature,omitzero"`
}

// Relay implements provider.Provider.
func (c *Client) Relay(ctx context.Context, r provider.Completion) (io.ReadCloser, error) {
	body, err := encodeRelayed(r)
	if err != nil {
		return nil, err
	}
	x, err := c.send(ctx, http.MethodPost, "/chat/completions", body)
	if err != nil {
		return nil, err
	}
	return relayedAnswer{x}, nil
}

func encodeRelayed(r provider.Completion) ([]byte, error) {
	request := relayed{Model: r.Model, Messages: r.Messages, Stream: true, Tools: r.Tools, Temperature: r.Temperature}
	if r.Tools != nil {
		request.ToolChoice = "auto"
	}
	body, err := json.Marshal(request, lenient)
	if err != nil {
		return nil, chat.Wrap(chat.Invalid, "The request cannot be sent.", err)
	}
	return body, nil
}

// relayedAnswer is the response's body as it comes.
type relayedAnswer struct{ *exchange }

func (a relayedAnswer) Read(p []byte) (int, error) {
	n, err := a.body.Read(p)
	if err != nil && err != io.EOF {
		err = a.brokenBy(err)
	}
	return n, err
}

func (a relayedAnswer) Close() error {
	a.close()
	return nil
}
