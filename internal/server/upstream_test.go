package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// TestFaultyUpstream asks a provider that fails in every way it can, through
// the whole server. Each failure has a status, a message for people and an
// event; what had arrived is kept; and the next message is answered.
func TestFaultyUpstream(t *testing.T) {
	t.Parallel()
	upstream := providertest.NewUpstream(t)
	p := servertest.StartProcess(t,
		"RUSTYGPT__LIMITS__ENABLED=false",
		// Of those who have to be waited for. Nobody else may take so long.
		"RUSTYGPT__LLM__GLOBAL_SETTINGS__FIRST_BYTE_TIMEOUT=15",
		"RUSTYGPT__LLM__GLOBAL_SETTINGS__IDLE_TIMEOUT=15",
	)
	person := servertest.NewClient(p.URL)
	person.Setup(t)

	for _, c := range []struct {
		model  string
		status chat.MessageStatus
		text   string // what is kept
		code   string // of the fault; empty = none
		says   string // part of the message for people
	}{
		// Odd, and understood.
		{"crlf-20", chat.StatusComplete, providertest.Text(20), "", ""},
		{"comments-20", chat.StatusComplete, providertest.Text(20), "", ""},
		{"split-utf8-20", chat.StatusComplete, providertest.Text(20), "", ""},
		{"no-done-20", chat.StatusComplete, providertest.Text(20), "", ""},
		{"unterminated-20", chat.StatusComplete, providertest.Text(20), "", ""},
		{"json-20", chat.StatusComplete, providertest.Text(20), "", ""},
		{"reasoning-20", chat.StatusComplete, providertest.Text(20), "", ""},
		{"no-usage-20", chat.StatusComplete, providertest.Text(20), "", ""},
		{"moved", chat.StatusComplete, providertest.Text(20), "", ""},
		// Broken in the middle: the beginning is kept.
		{"error-after-10", chat.StatusFailed, providertest.Text(10), "provider_stream_broken", "ran out of luck"},
		{"close-after-10", chat.StatusFailed, providertest.Text(10), "provider_stream_broken", ""},
		{"reset-after-10", chat.StatusFailed, providertest.Text(10), "provider_stream_broken", ""},
		{"junk-after-10", chat.StatusFailed, providertest.Text(10), "provider_invalid_response", ""},
		{"hang-after-10", chat.StatusFailed, providertest.Text(10), "provider_timeout", ""},
		// Broken from the start.
		{"hang", chat.StatusFailed, "", "provider_timeout", ""},
		{"close", chat.StatusFailed, "", "", ""},
		{"html", chat.StatusFailed, "", "provider_invalid_response", ""},
		{"empty", chat.StatusFailed, "", "provider_invalid_response", ""},
		{"status-503", chat.StatusFailed, "", "provider_refused", "503"},
		{"page-502", chat.StatusFailed, "", "provider_refused", "502"},
		{"elsewhere", chat.StatusFailed, "", "", ""},
	} {
		t.Run(c.model, func(t *testing.T) {
			t.Parallel()
			// A provider for each case: several that fail in a row would be left
			// alone for a while.
			provider := addProvider(t, person, c.model, upstream.BaseURL())
			a := ask(t, person, configureModel(t, person, provider, c.model))
			end, message := a.end(t)

			if message.Status != c.status || message.Content != c.text {
				t.Errorf("stored: %s, %q; want %s, %q", message.Status, message.Content, c.status, c.text)
			}
			if a.text != c.text {
				t.Errorf("streamed: %q; want %q", a.text, c.text)
			}
			if end.Status != c.status {
				t.Errorf("message.done says %s, want %s", end.Status, c.status)
			}
			if c.status == chat.StatusComplete {
				if a.last != "completed" || message.Answer.Fault != nil {
					t.Errorf("ended with %q, fault %v", a.last, message.Answer.Fault)
				}
			} else {
				a.failed(t, message, c.code, c.says)
			}
			next := ask(t, person, configureModel(t, person, provider, "endless-at-25"), a.conversation)
			next.stop(t)
		})
	}
}

func addProvider(t *testing.T, person *servertest.Client, name, baseURL string) chat.ProviderID {
	t.Helper()
	var made struct{ ID chat.ProviderID }
	do(t, person, http.MethodPost, "/api/v1/admin/providers", map[string]any{"name": name, "base_url": baseURL}, &made)
	return made.ID
}

func configureModel(t *testing.T, person *servertest.Client, provider chat.ProviderID, upstreamID string) chat.ModelID {
	t.Helper()
	var made struct{ ID chat.ModelID }
	do(t, person, http.MethodPost, "/api/v1/admin/providers/"+provider.String()+"/models",
		map[string]any{"upstream_id": upstreamID, "display_name": upstreamID}, &made)
	return made.ID
}

// asking is a question to a model, as a chat client follows it.
type asking struct {
	person       *servertest.Client
	conversation chat.ConversationID
	id           chat.MessageID

	text    string
	last    string // name of the last event
	message string // of the error event
}

// ask posts a message in a new chat, or in the given one.
func ask(t *testing.T, person *servertest.Client, model chat.ModelID, in ...chat.ConversationID) *asking {
	t.Helper()
	a := &asking{person: person}
	if len(in) > 0 {
		a.conversation = in[0]
	} else {
		var made struct{ ID chat.ConversationID }
		if err := person.Do(t.Context(), http.MethodPost, "/api/v1/chats", struct{}{}, &made); err != nil {
			t.Fatalf("create a chat: %v", err)
		}
		a.conversation = made.ID
	}
	resp, err := person.Send(t.Context(), http.MethodPost, "/api/v1/chats/"+a.conversation.String()+"/generate",
		map[string]any{"request_id": uuid.NewString(), "content": "Count, please.", "model_id": model}, nil)
	if err != nil {
		t.Fatalf("generate: %v", err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	for f, err := range servertest.Frames(resp.Body) {
		if err != nil {
			t.Fatalf("read the answer: %v", err)
		}
		a.take(t, f)
		if len(in) > 0 && a.last == "delta" {
			break // it is answering, that is enough
		}
	}
	return a
}

func (a *asking) take(t *testing.T, f servertest.Frame) {
	t.Helper()
	var e struct {
		chatEvent
		Message string
	}
	if err := json.Unmarshal([]byte(f.Data), &e); err != nil {
		t.Fatalf("%q is not JSON: %v", f.Data, err)
	}
	a.last = e.Event
	switch e.Event {
	case "started":
		a.id = e.MessageID
	case "delta":
		a.text += e.Content
	case "error":
		a.message = e.Message
	}
}

// end reads how the answer ended: its last word on the event stream, and what
// is stored.
func (a *asking) end(t *testing.T) (chat.DonePayload, chat.Message) {
	t.Helper()
	resp, err := a.person.Send(t.Context(), http.MethodGet, "/api/stream/conversations/"+a.conversation.String()+"?since=0", nil, nil)
	if err != nil {
		t.Fatalf("follow: %v", err)
	}
	defer resp.Body.Close()
	var done chat.DonePayload
	for f, err := range servertest.Frames(resp.Body) {
		if err != nil {
			t.Fatalf("follow: %v", err)
		}
		if f.Event == string(chat.EventMessageDone) {
			if err := f.Payload(&done); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	var line struct{ Messages []chat.Message }
	if err := a.person.Do(t.Context(), http.MethodGet, "/api/conversations/"+a.conversation.String()+"/messages", nil, &line); err != nil {
		t.Fatalf("read the chat: %v", err)
	}
	return done, line.Messages[len(line.Messages)-1]
}

// failed checks that a failure is told the same everywhere, and well.
func (a *asking) failed(t *testing.T, m chat.Message, code, says string) {
	t.Helper()
	fault := m.Answer.Fault
	switch {
	case a.last != "error":
		t.Errorf("the stream ended with %q", a.last)
	case fault == nil || fault.Message == "":
		t.Fatal("the stored answer does not say why it failed")
	case a.message != string(fault.Message):
		t.Errorf("streamed %q, stored %q", a.message, fault.Message)
	case code != "" && fault.Code != code:
		t.Errorf("code %s, want %s (%s)", fault.Code, code, fault.Message)
	case !strings.Contains(string(fault.Message), says):
		t.Errorf("%q does not mention %q", fault.Message, says)
	}
	if m.Answer.FinishReason != "error" {
		t.Errorf("finish reason %q, want error", m.Answer.FinishReason)
	}
	t.Log(fault.Message)
}

// stop ends an answer that is being written.
func (a *asking) stop(t *testing.T) {
	t.Helper()
	if a.last != "delta" {
		t.Fatalf("the next message is not answered: %s %s", a.last, a.message)
	}
	if err := a.person.Do(t.Context(), http.MethodPost, "/api/v1/chats/"+a.conversation.String()+"/stop", nil, nil); err != nil {
		t.Errorf("stop: %v", err)
	}
}
