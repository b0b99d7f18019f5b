package generation_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// chatter is a model that says n pieces of odd sizes at an odd pace.
func chatter(n int, seed uint64) script {
	return func(ctx context.Context, _ []provider.Message) iter.Seq2[provider.Delta, error] {
		return func(yield func(provider.Delta, error) bool) {
			dice := rand.New(rand.NewPCG(seed, 1))
			for i := range n {
				if dice.IntN(4) == 0 {
					select {
					case <-time.After(time.Duration(dice.IntN(500)) * time.Microsecond):
					case <-ctx.Done():
					}
				}
				piece := fmt.Sprintf("%d%s ", i, strings.Repeat("é", dice.IntN(20)))
				if ctx.Err() != nil || !yield(provider.Delta{Content: piece}, nil) {
					return
				}
			}
		}
	}
}

func TestFollowersReadExactlyWhatIsStored(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{true, false} {
		t.Run(fmt.Sprintf("keep chunks %v", keep), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setting{opts: generation.Options{KeepChunks: keep}})
			w.plays(chatter(1500, 7))
			answer := w.ask("Talk.")
			texts := make([]string, 20)
			var readers sync.WaitGroup
			for i := range texts {
				readers.Go(func() { texts[i] = w.readRestlessly(answer.ID, uint64(i)) })
			}
			readers.Wait()
			want := w.stored(answer)
			if want.Status != chat.StatusComplete || len(strings.Fields(want.Content)) != 1500 {
				t.Fatalf("ended %s with %d words", want.Status, len(strings.Fields(want.Content)))
			}
			for i, got := range texts {
				if sha256.Sum256([]byte(got)) != sha256.Sum256([]byte(want.Content)) {
					t.Errorf("reader %d has %d bytes, stored are %d", i, len(got), len(want.Content))
				}
			}
			if kept := w.chunks(answer); keep && kept != want.Content || !keep && kept != "" {
				t.Errorf("%d bytes of chunks are kept", len(kept))
			}
		})
	}
}

// readRestlessly follows an answer, leaves at random points and comes back,
// until it has seen the end.
func (w *world) readRestlessly(id chat.MessageID, seed uint64) string {
	dice := rand.New(rand.NewPCG(seed, 2))
	seen := ""
	for {
		text, patience := "", dice.IntN(200)
		for e, err := range w.svc.Follow(w.t.Context(), id, w.me.Account.ID) {
			if err != nil {
				w.t.Error(err)
				return text
			}
			text += e.Content
			if e.Done {
				if e.Message.Content != text {
					w.t.Errorf("reader %d: the end does not match what came before", seed)
				}
				return text
			}
			if patience--; patience == 0 {
				break
			}
		}
		if !strings.HasPrefix(text, seen) && !strings.HasPrefix(seen, text) {
			w.t.Errorf("reader %d read two different texts", seed)
		}
		seen = text
	}
}

func TestASlowReaderMissesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{opts: generation.Options{KeepChunks: true, MaxPause: time.Nanosecond}})
	w.plays(chatter(3000, 3))
	answer := w.ask("Talk.")
	text := ""
	for e, err := range w.svc.Follow(t.Context(), answer.ID, w.me.Account.ID) {
		if err != nil {
			t.Fatal(err)
		}
		if text == "" {
			w.end(answer) // far more has happened by now than the hub remembers
		}
		text += e.Content
	}
	if want := w.stored(answer).Content; text != want {
		t.Errorf("read %d of %d bytes", len(text), len(want))
	}
}

func TestFollowingAFinishedAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	w.plays(words("Hello ", "there"))
	m := w.end(w.ask("Hello!"))
	events := 0
	for e, err := range w.svc.Follow(t.Context(), m.ID, w.me.Account.ID) {
		if err != nil {
			t.Fatal(err)
		}
		if events++; events == 1 && e.Content != "Hello there" {
			t.Errorf("first came %q", e.Content)
		}
	}
	if events != 2 {
		t.Errorf("%d events", events)
	}
}

func TestWhoMayFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	w.plays(words("Hello"))
	m := w.end(w.ask("Hello!"))
	for _, err := range w.svc.Follow(t.Context(), m.ID, chat.NewID[chat.Account]()) {
		if chat.KindOf(err) != chat.NotFound {
			t.Errorf("an outsider: %v", err)
		}
	}
	for _, err := range w.svc.Follow(t.Context(), m.ParentID, w.me.Account.ID) {
		if chat.KindOf(err) != chat.Invalid {
			t.Errorf("a person's message: %v", err)
		}
	}
}

func TestAReaderWhoLeavesIsLetGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{})
	started := make(chan struct{}, 1)
	w.plays(silence(started, "Hello"))
	answer := w.ask("Hello!")
	<-started
	ctx, leave := context.WithCancel(t.Context())
	for e, err := range w.svc.Follow(ctx, answer.ID, w.me.Account.ID) {
		if e.Content != "" {
			leave()
			continue
		}
		if chat.KindOf(err) != chat.Canceled {
			t.Errorf("got %v", err)
		}
	}
	if w.stored(answer).Status != chat.StatusStreaming {
		t.Error("the answer ended with its reader")
	}
	leave()
}

func TestAReaderIsLetGoWhenTheConversationIs(t *testing.T) {
	t.Parallel()
	for name, purge := range map[string]bool{"deleted": false, "purged": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setting{})
			started := make(chan struct{}, 1)
			w.plays(silence(started, "Hello"))
			answer := w.ask("Hello!")
			<-started
			for e, err := range w.svc.Follow(t.Context(), answer.ID, w.me.Account.ID) {
				if e.Content == "" {
					if chat.KindOf(err) != chat.NotFound {
						t.Errorf("got %v", err)
					}
					return
				}
				_, events, err := w.db.DeleteConversation(t.Context(), w.talk, w.me.Account.ID, time.Now())
				w.check(err)
				w.hub.Publish(events...)
				if purge {
					_, err := w.db.PurgeConversations(t.Context(), time.Now().Add(time.Hour))
					w.check(err)
				}
				w.svc.Cancel(answer.ID)
			}
		})
	}
}
