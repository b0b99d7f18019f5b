package providertest

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/provider"
)

// completion is a request as a client would send it.
func completion(t *testing.T, r provider.Request) provider.Completion {
	t.Helper()
	c := provider.Completion{Model: r.Model}
	for _, m := range r.Messages {
		raw, err := json.Marshal(map[string]any{"role": m.Role, "content": m.Content})
		if err != nil {
			t.Fatal(err)
		}
		c.Messages = append(c.Messages, raw)
	}
	return c
}

func testRelay(t *testing.T, s Subject) {
	answer, err := s.Provider.Relay(t.Context(), completion(t, s.Request))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	var text, last string
	for lines := bufio.NewScanner(answer); lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		if last = data; data != "[DONE]" {
			text += chunkText(t, data)
		}
	}
	if text != s.Want || last != "[DONE]" {
		t.Errorf("got %q, the last record is %q", text, last)
	}
	if n, err := answer.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("after the end: %d bytes, %v", n, err)
	}
}

func chunkText(t *testing.T, data string) (text string) {
	var chunk struct {
		Choices []struct{ Delta struct{ Content string } }
	}
	if err := json.Unmarshal([]byte(data), &chunk); err != nil {
		t.Errorf("record %q: %v", data, err)
	}
	for _, c := range chunk.Choices {
		text += c.Delta.Content
	}
	return text
}

func testRelayCancelled(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	answer, err := s.Provider.Relay(ctx, completion(t, s.Long))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Close()
	if _, err := answer.Read(make([]byte, 16)); err != nil {
		t.Fatal(err)
	}
	at := time.Now()
	cancel()
	_, err = io.Copy(io.Discard, answer)
	if took := time.Since(at); took > patience {
		t.Errorf("ended %v after the cancellation", took)
	}
	wantCanceled(t, err)
	wantLeft(t, s)
}
