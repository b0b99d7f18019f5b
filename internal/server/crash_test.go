package server_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

func TestMain(m *testing.M) { servertest.Main(m) }

// killsVariable asks for more kills than the handful that every run makes.
const killsVariable = "RUSTYGPT_CRASH_KILLS"

const (
	watchersPerChat = 2
	readersPerChat  = 2
	crashChats      = 3
	crashTokens     = 160
)

// TestCrash kills the server again and again in the middle of answers, while
// readers come and go. Whoever resumes must end with exactly the text that is
// stored: nothing lost, nothing twice, positions strictly growing.
func TestCrash(t *testing.T) {
	t.Parallel()
	kills := 5
	if enginetest.Postgres() {
		kills = 2 // after each, a lease has to end
	}
	if text := os.Getenv(killsVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", killsVariable, err)
		}
		kills = n
	}
	upstream := providertest.NewUpstream(t)
	p := servertest.StartProcess(t,
		"RUSTYGPT__LIMITS__ENABLED=false",
		"RUSTYGPT__LLM__PROVIDERS__TEST__PROVIDER_TYPE=openai",
		"RUSTYGPT__LLM__PROVIDERS__TEST__BASE_URL="+upstream.BaseURL(),
		fmt.Sprintf("RUSTYGPT__LLM__MODELS__FAST__UPSTREAM_ID=tokens-%d-at-200", crashTokens),
		"RUSTYGPT__LLM__DEFAULT_CHAT_MODEL=fast",
	)
	person := servertest.NewClient(p.URL)
	person.Setup(t)

	var interrupted, whole int
	for range kills {
		for _, s := range crashRound(t, p, person) {
			if s == chat.StatusComplete {
				whole++
			} else {
				interrupted++
			}
		}
	}
	t.Logf("%d kills: %d answers interrupted, %d whole", kills, interrupted, whole)
	if interrupted == 0 {
		t.Error("no kill hit an answer: the test proves nothing")
	}
}

// crashRound starts an answer in each of a few chats, lets readers follow,
// kills the server at a random moment, starts it again and compares.
func crashRound(t *testing.T, p *servertest.Process, person *servertest.Client) []chat.MessageStatus {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()

	var readers sync.WaitGroup
	answers := make([]*answer, crashChats)
	for i := range answers {
		a := begin(ctx, t, person)
		answers[i] = a
		for range watchersPerChat {
			readers.Go(func() { a.follow(ctx, t, a.watch) })
		}
		for range readersPerChat {
			readers.Go(func() { a.follow(ctx, t, a.read) })
		}
	}
	<-time.After(time.Duration(rand.IntN(1000)) * time.Millisecond) // when it strikes is what varies, not what is waited for
	p.Kill()
	p.Restart(t)
	readers.Wait()

	statuses := make([]chat.MessageStatus, len(answers))
	for i, a := range answers {
		statuses[i] = a.compare(ctx, t, providertest.Text(crashTokens))
	}
	return statuses
}

// answer is one answer and what its readers ended with.
type answer struct {
	person       *servertest.Client
	conversation chat.ConversationID
	id           chat.MessageID
	requestID    string

	mu    sync.Mutex
	texts []string
}

// begin asks through the chats API and returns once the answer exists. The
// connection that asked is dropped; the answer goes on.
func begin(ctx context.Context, t *testing.T, person *servertest.Client) *answer {
	t.Helper()
	a := &answer{person: person, requestID: uuid.NewString()}
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
	for !w.done {
		if err := ctx.Err(); err != nil {
			return "", fmt.Errorf("after %d chunks, at position %d: %w", w.chunks, w.position, err)
		}
		path, header := "/api/stream/conversations/"+a.conversation.String(), http.Header{}
		if w.position == 0 {
			path += "?since=0"
		} else {
			header.Set("Last-Event-ID", "evt_"+strconv.FormatInt(w.position, 10))
		}
		resp, err := a.person.Send(ctx, http.MethodGet, path, nil, header)
		if err != nil {
			if err := patience(ctx, err); err != nil {
				return "", err
			}
			continue
		}
		err = w.take(resp)
		resp.Body.Close()
		if err != nil {
			return "", err
		}
	}
	return w.text.String(), nil
}

// watcher is what a reader of the event stream remembers.
type watcher struct {
	answer   chat.MessageID
	position int64
	chunks   int
	text     strings.Builder
	done     bool
}

// take reads one connection until it ends, the answer does, or chance says so.
func (w *watcher) take(resp *http.Response) error {
	for f, err := range servertest.Frames(resp.Body) {
		if err != nil || rand.IntN(60) == 0 {
			return nil // cut off, or leaving: resume
		}
		position, err := strconv.ParseInt(strings.TrimPrefix(f.ID, "evt_"), 10, 64)
		if err != nil {
			return fmt.Errorf("event %s has the id %q", f.Event, f.ID)
		}
		if position <= w.position {
			return fmt.Errorf("position %d after %d", position, w.position)
		}
		w.position = position
		if err := w.apply(f); err != nil || w.done {
			return err
		}
	}
	return nil
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
		resp, err := a.person.Send(ctx, http.MethodPost, "/api/v1/chats/"+a.conversation.String()+"/generate",
			map[string]string{"request_id": a.requestID, "content": "Count, please."}, nil)
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

// compare holds what is stored against what the model said, and what the
// readers have against what is stored.
func (a *answer) compare(ctx context.Context, t *testing.T, said string) chat.MessageStatus {
	t.Helper()
	var line struct{ Messages []chat.Message }
	if err := a.person.Do(ctx, http.MethodGet, "/api/conversations/"+a.conversation.String()+"/messages", nil, &line); err != nil {
		t.Fatalf("read the chat: %v", err)
	}
	stored := line.Messages[len(line.Messages)-1]
	if stored.ID != a.id || !stored.Status.Done() {
		t.Fatalf("the chat ends with message %s, %s; want %s, done", stored.ID, stored.Status, a.id)
	}
	if !strings.HasPrefix(said, stored.Content) {
		t.Errorf("the stored text of %s is not what the model said", a.id)
	}
	if stored.Status == chat.StatusComplete && stored.Content != said {
		t.Errorf("the answer %s is called complete and is not", a.id)
	}
	for _, text := range a.texts {
		if sha256.Sum256([]byte(text)) != sha256.Sum256([]byte(stored.Content)) {
			t.Errorf("a reader of %s has %d bytes, stored are %d", a.id, len(text), len(stored.Content))
		}
	}
	return stored.Status
}

// patience waits a moment after a failure that a restart explains; any other
// failure is returned.
func patience(ctx context.Context, err error) error {
	if status, ok := errors.AsType[*servertest.StatusError](err); ok && status.Status != http.StatusServiceUnavailable {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(10 * time.Millisecond):
		return nil
	}
}
