package generation_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/provider"
)

func TestEndings(t *testing.T) {
	t.Parallel()
	refused := chat.WithCode(chat.Upstream, provider.CodeRefused, "The provider said no.")
	usage := &chat.Usage{PromptTokens: 11, CompletionTokens: 22}
	tests := map[string]struct {
		say    script
		text   string
		status chat.MessageStatus
		reason string
		fault  string // code
		usage  chat.Usage
	}{
		"a plain answer": {
			say:  words(" \n", "\n Hel", "lo there", " \n"),
			text: "Hello there \n", status: chat.StatusComplete, reason: "stop",
			usage: chat.Usage{PromptTokens: 2, CompletionTokens: 2, TotalTokens: 4},
		},
		"the provider counts": {
			say:  deltas(nil, provider.Delta{Content: "Hi"}, provider.Delta{FinishReason: "stop"}, provider.Delta{Usage: usage}),
			text: "Hi", status: chat.StatusComplete, reason: "stop",
			usage: chat.Usage{PromptTokens: 11, CompletionTokens: 22, TotalTokens: 33},
		},
		"cut at the model's limit": {
			say:  deltas(nil, provider.Delta{Content: "and so o", FinishReason: "length"}),
			text: "and so o", status: chat.StatusComplete, reason: "length",
			usage: chat.Usage{PromptTokens: 2, CompletionTokens: 3, TotalTokens: 5},
		},
		"filtered before a word": {
			say: deltas(nil, provider.Delta{FinishReason: "content_filter"}), status: chat.StatusComplete, reason: "content_filter",
			usage: chat.Usage{PromptTokens: 2, TotalTokens: 2},
		},
		"nothing at all": {
			say: words(), status: chat.StatusFailed, reason: "error", fault: "assistant_empty",
		},
		"only white space": {
			say: words(" ", "\n"), status: chat.StatusFailed, reason: "error", fault: "assistant_empty",
			usage: chat.Usage{PromptTokens: 2, TotalTokens: 2},
		},
		"refused": {
			say: deltas(refused), status: chat.StatusFailed, reason: "error", fault: provider.CodeRefused,
		},
		"broken in the middle": {
			say:  deltas(refused, provider.Delta{Content: "Half a"}),
			text: "Half a", status: chat.StatusFailed, reason: "error", fault: provider.CodeRefused,
			usage: chat.Usage{PromptTokens: 2, CompletionTokens: 2, TotalTokens: 4},
		},
		"an error nobody classified": {
			say: deltas(errors.New("secret detail")), status: chat.StatusFailed, reason: "error", fault: "assistant_stream_error",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setting{opts: generation.Options{KeepChunks: true}})
			w.plays(tt.say)
			m := w.end(w.ask("Hello!"))
			if m.Content != tt.text || w.chunks(m) != tt.text {
				t.Errorf("content %q, chunks %q, want %q", m.Content, w.chunks(m), tt.text)
			}
			if m.Status != tt.status || m.Answer.FinishReason != tt.reason {
				t.Errorf("ended %s, %s", m.Status, m.Answer.FinishReason)
			}
			checkFault(t, m.Answer.Fault, tt.fault)
			if got := m.Answer.Usage; got == nil && tt.usage != (chat.Usage{}) || got != nil && *got != tt.usage {
				t.Errorf("usage %+v, want %+v", got, tt.usage)
			}
			outcome := map[chat.MessageStatus]string{chat.StatusComplete: "completed", chat.StatusFailed: "failed"}[tt.status]
			if n := w.count("rustygpt_generations_total", outcome); n != 1 {
				t.Errorf("%v %s answers are counted", n, outcome)
			}
			if n := w.count("rustygpt_generations_running"); n != 0 {
				t.Errorf("%v answers seem to run", n)
			}
		})
	}
}

func checkFault(t *testing.T, got *chat.Fault, want string) {
	t.Helper()
	switch {
	case got == nil && want == "":
	case got == nil || got.Code != want:
		t.Errorf("fault %+v, want %q", got, want)
	case got.Message == "" || got.Message == "secret detail":
		t.Errorf("fault text %q", got.Message)
	}
}

func TestReasoningIsKeptApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{opts: generation.Options{KeepChunks: true}})
	w.plays(deltas(nil,
		provider.Delta{Reasoning: "\nLet me "}, provider.Delta{Reasoning: "see."}, provider.Delta{Content: " 42"}))
	m := w.end(w.ask("How many?"))
	if m.Content != "42" || m.Answer.Reasoning != "Let me see." {
		t.Errorf("content %q, reasoning %q", m.Content, m.Answer.Reasoning)
	}
}

func TestWithoutAModel(t *testing.T) {
	t.Parallel()
	none := chat.WithCode(chat.Conflict, "no_model", "No model is set up.")
	w := newWorld(t, setting{})
	w.broken = none
	ctx := t.Context()

	if _, err := w.svc.Plan(ctx, w.me, chat.ModelChoice{RequireModel: true}); !errors.Is(err, none) {
		t.Errorf("with RequireModel: %v", err)
	}
	if _, err := w.svc.Plan(ctx, w.me, chat.ModelChoice{Explicit: w.model.ID}); !errors.Is(err, none) {
		t.Errorf("with an explicit choice: %v", err)
	}
	down := chat.Errorf(chat.Unavailable, "The database is down.")
	w.broken = down
	if _, err := w.svc.Plan(ctx, w.me, chat.ModelChoice{}); !errors.Is(err, down) {
		t.Errorf("with a failing store: %v", err)
	}

	w.broken = none
	m := w.end(w.ask("Hello!"))
	if m.Status != chat.StatusFailed || m.Content != "" {
		t.Errorf("ended %s with %q", m.Status, m.Content)
	}
	checkFault(t, m.Answer.Fault, "assistant_unavailable")
	w.expectEvents(m, chat.EventMessageDone, chat.EventError)
}

func TestAModelThatWentAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	answer := w.post("Hello!")
	w.broken = chat.WithCode(chat.Conflict, "model_unavailable", "The model was removed.")
	w.svc.Run(answer)
	checkFault(t, w.end(answer).Answer.Fault, "model_unavailable")
}

// expectEvents checks which events about an answer were stored after its first.
func (w *world) expectEvents(answer chat.Message, want ...chat.EventType) {
	w.t.Helper()
	var got []chat.EventType
	for _, e := range w.events() {
		if e.MessageID == answer.ID && e.Type != chat.EventMessageNew && e.Type != chat.EventThreadActivity {
			got = append(got, e.Type)
		}
	}
	if len(got) != len(want) {
		w.t.Fatalf("events %v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			w.t.Fatalf("events %v, want %v", got, want)
		}
	}
}

// TestWhatDidNotFit: with the answer it is told how many messages the model did
// not read, to everybody and for good.
func TestWhatDidNotFit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	w.model.Facts.ContextSize = new(440) // a quarter is for the answer
	w.plays(words("So be it."))
	first := w.end(w.ask(strings.Repeat("long ", 150)))
	if first.Status != chat.StatusComplete || first.Answer.Dropped != 0 {
		t.Errorf("%s, %d messages dropped", first.Status, first.Answer.Dropped)
	}
	answer := w.reply(first.ID, strings.Repeat("more ", 150))
	w.svc.Run(answer)
	if end := w.end(answer); end.Status != chat.StatusComplete || end.Answer.Dropped != 2 {
		t.Errorf("%s, %d messages dropped: %+v", end.Status, end.Answer.Dropped, end.Answer.Fault)
	}
	for _, e := range w.events() {
		var done chat.DonePayload
		if e.MessageID == answer.ID && e.Type == chat.EventMessageDone && (json.Unmarshal(e.Payload, &done) != nil || done.Dropped != 2) {
			t.Errorf("announced: %s", e.Payload)
		}
	}

	long := w.reply(answer.ID, strings.Repeat("even more ", 150))
	w.svc.Run(long)
	end := w.end(long)
	if fault := end.Answer.Fault; end.Status != chat.StatusFailed || fault == nil || fault.Code != "context_length_exceeded" ||
		!strings.Contains(string(fault.Message), "too long for this model") || end.Answer.Dropped != 0 {
		t.Errorf("%s, %+v", end.Status, end.Answer)
	}
}
