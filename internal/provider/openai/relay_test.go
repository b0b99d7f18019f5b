package openai_test

import (
	"encoding/json"
	"io"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/openai"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

func TestRelayBody(t *testing.T) {
	t.Parallel()
	message := json.RawMessage(`{"role":"user","content":"größe <b>","x":1.50}`)
	temperature := 0.2
	for _, tc := range []struct {
		name string
		in   provider.Completion
		want string
	}{
		{"least", provider.Completion{Messages: []json.RawMessage{}}, `{"model":"tokens-1","messages":[],"stream":true}`},
		{"most", provider.Completion{Messages: []json.RawMessage{message}, Tools: json.RawMessage(`[{"type":"function"}]`), Temperature: &temperature},
			`{"model":"tokens-1","messages":[` + string(message) + `],"stream":true,"tools":[{"type":"function"}],"tool_choice":"auto","temperature":0.2}`},
		{"no tool", provider.Completion{Messages: []json.RawMessage{message}, Tools: json.RawMessage(`[]`)},
			`{"model":"tokens-1","messages":[` + string(message) + `],"stream":true,"tools":[],"tool_choice":"auto"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			upstream := providertest.NewUpstream(t)
			p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL(), APIKey: apiKey})
			tc.in.Model = "tokens-1"
			answer, err := p.Relay(t.Context(), tc.in)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Close()
			got := upstream.Requests()[0]
			if got.Body.Raw != tc.want {
				t.Errorf("got  %s\nwant %s", got.Body.Raw, tc.want)
			}
			if got.Header.Get("Authorization") != "Bearer "+apiKey || got.Header.Get("Content-Type") != "application/json" {
				t.Errorf("header %v", got.Header)
			}
		})
	}
}

func TestRelayThatBreaksOff(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := client(t, openai.Options{}, provider.Endpoint{BaseURL: upstream.BaseURL()})
	answer, err := p.Relay(t.Context(), provider.Completion{Model: "close-after-10", Messages: []json.RawMessage{}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	if got, err := io.ReadAll(answer); len(got) == 0 || chat.KindOf(err) != chat.Upstream {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
