package server_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// answer is one answer and what its readers ended with.
type answer struct {
	person       *servertest.Client
	conversation chat.ConversationID
	id           chat.MessageID
	requestID    string
	model        chat.ModelID // zero = the default one

	mu    sync.Mutex
	texts []string
}

// begin asks through the chats API and returns once the answer exists. The
// connection that asked is dropped; the answer goes on.
func begin(ctx context.Context, t *testing.T, person *servertest.Client) *answer {
	t.Helper()
	return beginWith(ctx, t, person, chat.ModelID{})
}

// beginWith is begin for a model that is not the default one.
func beginWith(ctx context.Context, t *testing.T, person *servertest.Client, model chat.ModelID) *answer {
	t.Helper()
	a := &answer{person: person, requestID: uuid.NewString(), model: model}
	var made struct{ ID chat.ConversationID }
	if err := person.Do(ctx, http.MethodPost, "/api/v1/chats", struct{}{}, &made); err != nil {
		t.Fatalf("create a chat: %v", err)
	}
	a.conversation = made.ID
	for e, err := range a.generate(ctx) {
		if err != nil {
			t.Fatalf("generate: %v", err)
		}
		a.id = e.MessageID
		break
	}
	return a
}

// follow runs a reader to the end of the answer.
func (a *answer) follow(ctx context.Context, t *testing.T, read func(context.Context) (string, error)) {
	text, err := read(ctx)
	a.note(t, text, err)
}

// note keeps what a reader ended with.
func (a *answer) note(t *testing.T, text string, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("a reader of %s: %v", a.id, err)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.texts = append(a.texts, text)
}

// watch reads the conversation's event stream, leaves at random and resumes
// after the last event it saw.
func (a *answer) watch(ctx context.Context) (string, error) {
	w := watcher{answer: a.id}
	p := place{person: a.person, conversation: a.conversation}
	err := p.follow(ctx, func(f servertest.Frame) (bool, error) {
		err := w.apply(f)
		return w.done, err
	})
	if err != nil {
		return "", fmt.Errorf("after %d chunks, at position %d: %w", w.chunks, p.position, err)
	}
	return w.text.String(), nil
}

// watcher is what a reader of the event stream remembers of an answer.
type watcher struct {
	answer chat.MessageID
	chunks int
	text   strings.Builder
	done   bool
}

func (w *watcher) apply(f servertest.Frame) error {
	switch chat.EventType(f.Event) {
	case chat.EventMessageDelta:
		var delta chat.DeltaPayload
		if err := f.Payload(&delta); err != nil {
			return err
		}
		if want := fmt.Sprintf("%s:%d", w.answer, w.chunks); delta.ID != want {
			return fmt.Errorf("delta %s, want %s", delta.ID, want)
		}
		w.chunks++
		w.text.WriteString(delta.Choices[0].Delta.Content)
	case chat.EventMessageDone:
		var done chat.DonePayload
		if err := f.Payload(&done); err != nil {
			return err
		}
		if done.Chunks != w.chunks {
			return fmt.Errorf("the answer has %d chunks, %d were seen", done.Chunks, w.chunks)
		}
		w.done = true
	case chat.EventError:
		var fault chat.ErrorPayload
		if err := f.Payload(&fault); err != nil {
			return err
		}
		return fmt.Errorf("the stream says %s: %s", fault.Code, fault.Message)
	}
	return nil
}

// read asks for the same answer again and again with the same request id, as a
// chat client does after each lost connection.
func (a *answer) read(ctx context.Context) (string, error) {
	for {
		text, ended, err := a.attach(ctx)
		if ended {
			return text, nil
		}
		if err := patience(ctx, err); err != nil {
			return "", err
		}
	}
}

// attach reads one connection; ended is false when it was cut or left.
func (a *answer) attach(ctx context.Context) (text string, ended bool, err error) {
	var b strings.Builder
	for e, err := range a.generate(ctx) {
		if err != nil {
			return "", false, err
		}
		switch e.Event {
		case "delta":
			b.WriteString(e.Content)
		case "completed", "error":
			return b.String(), true, nil
		}
		if rand.IntN(60) == 0 {
			return "", false, nil
		}
	}
	return "", false, nil
}

// chatEvent is an event of the chats API.
type chatEvent struct {
	Event     string
	MessageID chat.MessageID `json:"message_id"`
	Content   string
}

func (a *answer) generate(ctx context.Context) iter.Seq2[chatEvent, error] {
	return func(yield func(chatEvent, error) bool) {
		question := map[string]string{"request_id": a.requestID, "content": "Count, please."}
		if a.model != (chat.ModelID{}) {
			question["model_id"] = a.model.String()
		}
		resp, err := a.person.Send(ctx, http.MethodPost, "/api/v1/chats/"+a.conversation.String()+"/generate", question, nil)
		if err != nil {
			yield(chatEvent{}, err)
			return
		}
		defer resp.Body.Close()
		for f, err := range servertest.Frames(resp.Body) {
			if err != nil {
				yield(chatEvent{}, err)
				return
			}
			var e chatEvent
			if err := json.Unmarshal([]byte(f.Data), &e); err != nil {
				yield(chatEvent{}, err)
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// stored reads the answer as it is by now.
func (a *answer) stored(ctx context.Context, t *testing.T) chat.Message {
	t.Helper()
	var line struct{ Messages []chat.Message }
	if err := a.person.Do(ctx, http.MethodGet, "/api/conversations/"+a.conversation.String()+"/messages", nil, &line); err != nil {
		t.Fatalf("read the chat: %v", err)
	}
	return line.Messages[len(line.Messages)-1]
}

// said is what any model says, and more of it than one says while a test runs.
var said = sync.OnceValue(func() string { return providertest.Text(1_000_000) })

// compare holds what is stored against what the model said, and what the
// readers have against what is stored.
func (a *answer) compare(ctx context.Context, t *testing.T) chat.MessageStatus {
	t.Helper()
	stored := a.stored(ctx, t)
	if stored.ID != a.id || !stored.Status.Done() {
		t.Fatalf("the chat ends with message %s, %s; want %s, done", stored.ID, stored.Status, a.id)
	}
	if !strings.HasPrefix(said(), stored.Content) {
		t.Errorf("the stored text of %s is not what the model said", a.id)
	}
	if stored.Status == chat.StatusComplete && stored.Content != providertest.Text(int(stored.Answer.Usage.CompletionTokens)) {
		t.Errorf("the answer %s is called complete and is not", a.id)
	}
	for _, text := range a.texts {
		if sha256.Sum256([]byte(text)) != sha256.Sum256([]byte(stored.Content)) {
			t.Errorf("a reader of %s has %d bytes, stored are %d", a.id, len(text), len(stored.Content))
		}
	}
	return stored.Status
}
