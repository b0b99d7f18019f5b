package client_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

func TestMain(m *testing.M) { servertest.Main(m) }

// world is a server whose answers come from a script.
type world struct {
	*servertest.Process
	upstream *providertest.Upstream
	admin    *servertest.Client
}

// newWorld starts a server that answers as the model says; see providertest.
func newWorld(t *testing.T, model string, environ ...string) *world {
	t.Helper()
	upstream := providertest.NewUpstream(t)
	w := &world{upstream: upstream, Process: servertest.StartProcess(t, append([]string{
		"RUSTYGPT__LIMITS__ENABLED=false",
		"RUSTYGPT__LLM__PROVIDERS__TEST__PROVIDER_TYPE=openai",
		"RUSTYGPT__LLM__PROVIDERS__TEST__BASE_URL=" + upstream.BaseURL(),
		"RUSTYGPT__LLM__MODELS__FAST__UPSTREAM_ID=" + model,
		"RUSTYGPT__LLM__DEFAULT_CHAT_MODEL=fast",
	}, environ...)...)}
	w.admin = servertest.NewClient(w.URL)
	w.admin.Setup(t)
	return w
}

// conversation makes one that the administrator owns.
func (w *world) conversation(t *testing.T) chat.ConversationID {
	t.Helper()
	var made api.ConversationCreateResponse
	if err := w.admin.Do(t.Context(), "POST", "/api/conversations", map[string]any{"title": "Talk"}, &made); err != nil {
		t.Fatal(err)
	}
	return made.ConversationID
}

// options are those of a client that wastes no time.
func options(t *testing.T, server string) client.Options {
	t.Helper()
	return client.Options{
		Server: server,
		Jar:    client.NewJar(filepath.Join(t.TempDir(), "rustygpt", "session.cookies")),
		Pause:  func(int) time.Duration { return 5 * time.Millisecond },
	}
}

// login makes a client of the administrator's.
func login(t *testing.T, server string) *client.Client {
	t.Helper()
	return loginWith(t, options(t, server))
}

func loginWith(t *testing.T, o client.Options) *client.Client {
	t.Helper()
	c := client.New(o)
	if _, err := c.Login(t.Context(), servertest.AdminName, servertest.AdminPassword); err != nil {
		t.Fatal(err)
	}
	return c
}

func say(t *testing.T, c *client.Client, conversation chat.ConversationID, text string) api.PostRootMessageResponse {
	t.Helper()
	posted, err := c.PostRoot(t.Context(), conversation, api.PostMessageRequest{Content: text})
	if err != nil {
		t.Fatal(err)
	}
	return posted
}

// transcript is what a reader was told. It fails the test when something comes
// twice, too early or not at all.
type transcript struct {
	t        *testing.T
	events   []client.Event
	answers  map[chat.MessageID]*answer
	messages []chat.Message // that people wrote
	done     int
}

type answer struct {
	text   strings.Builder
	chunks int
	end    *chat.DonePayload
}

func newTranscript(t *testing.T) *transcript {
	return &transcript{t: t, answers: map[chat.MessageID]*answer{}}
}

func (r *transcript) add(e client.Event) {
	r.events = append(r.events, e)
	switch p := e.Decoded.(type) {
	case *chat.MessagePayload:
		if e.Type == chat.EventMessageNew {
			r.addMessage(p.Message)
		}
	case *chat.DeltaPayload:
		a := r.answers[p.MessageID]
		if a == nil || a.end != nil {
			r.t.Errorf("a piece of %s outside of it", p.MessageID)
			return
		}
		var index int
		if _, err := fmt.Sscanf(p.ID, p.MessageID.String()+":%d", &index); err != nil || index < a.chunks {
			r.t.Errorf("piece %s after %d others", p.ID, a.chunks)
		}
		a.chunks = index + 1
		a.text.WriteString(p.Choices[0].Delta.Content)
	case *chat.DonePayload:
		a := r.answers[p.MessageID]
		if a == nil || a.end != nil {
			r.t.Errorf("an end of %s too many", p.MessageID)
			return
		}
		a.end = p
		r.done++
	}
}

func (r *transcript) addMessage(m chat.Message) {
	if m.Answer == nil {
		for _, known := range r.messages {
			if known.ID == m.ID {
				r.t.Errorf("message %s twice", m.ID)
			}
		}
		r.messages = append(r.messages, m)
		return
	}
	if r.answers[m.ID] != nil {
		r.t.Errorf("answer %s twice", m.ID)
	}
	if m.Content != "" {
		r.t.Errorf("answer %s begins with text", m.ID)
	}
	r.answers[m.ID] = &answer{}
}

// read follows until enough says so.
func (r *transcript) read(ctx context.Context, c *client.Client, f client.Follow, enough func() bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	f.Odd = func(err error) { r.t.Errorf("an event is odd: %v", err) }
	for e, err := range c.Follow(ctx, f) {
		if err != nil {
			r.t.Errorf("following ended: %v", err)
			return
		}
		r.add(e)
		if enough() {
			return
		}
	}
}

// ended tells when so many answers have ended.
func (r *transcript) ended(n int) func() bool { return func() bool { return r.done == n } }

// compare holds what was told against what is stored.
func (r *transcript) compare(c *client.Client, conversation chat.ConversationID) {
	r.t.Helper()
	for id, a := range r.answers {
		m, err := c.Message(r.t.Context(), conversation, id)
		if err != nil {
			r.t.Error(err)
			continue
		}
		if a.text.String() != m.Content {
			r.t.Errorf("answer %s: told\n%s\nstored\n%s", id, a.text.String(), m.Content)
		}
		if a.end == nil || a.end.Status != m.Status || a.chunks > a.end.Chunks {
			r.t.Errorf("answer %s: %d pieces, end %+v, stored status %s", id, a.chunks, a.end, m.Status)
		}
	}
}
