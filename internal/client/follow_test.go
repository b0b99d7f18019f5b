package client_test

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

// TestFollow: from before a message on, everything about it comes, in order.
func TestFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-50-at-1000")
	id, c := w.conversation(t), login(t, w.URL)
	posted := say(t, c, id, "Hello")
	r := newTranscript(t)
	r.read(t.Context(), c, client.Follow{Conversation: id}, r.ended(1))
	r.compare(c, id)
	if len(r.messages) != 1 || r.messages[0].Content != "Hello" || r.messages[0].ID != posted.MessageID {
		t.Errorf("messages %+v", r.messages)
	}
	for _, a := range r.answers {
		if a.text.String() != providertest.Text(50) || a.end.FinishReason != "stop" {
			t.Errorf("answer %q, %+v", a.text.String(), a.end)
		}
	}
}

// TestFollowFromTheMiddle: who comes late is told of the answer and all of its
// text. It ends once everybody has come.
func TestFollowFromTheMiddle(t *testing.T) {
	t.Parallel()
	for name, environ := range map[string]string{
		"chunks kept":     "RUSTYGPT__LLM__GLOBAL_SETTINGS__PERSIST_STREAM_CHUNKS=true",
		"chunks not kept": "RUSTYGPT__LLM__GLOBAL_SETTINGS__PERSIST_STREAM_CHUNKS=false",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "endless-at-200", environ)
			id, c := w.conversation(t), login(t, w.URL)
			posted := say(t, c, id, "Hello")
			first := newTranscript(t)
			const readers = 8
			var late sync.WaitGroup
			var came atomic.Int32
			comes := func(e client.Event) {
				r := newTranscript(t)
				r.read(t.Context(), c, client.Follow{Conversation: id, Root: posted.RootID, After: position(t, e)}, func() bool {
					if len(r.events) == 1 && came.Add(1) == readers {
						w.upstream.Enough()
					}
					return r.done == 1
				})
				r.compare(c, id)
				if len(r.answers) != 1 || len(r.messages) != 0 {
					t.Errorf("%d answers, %d messages", len(r.answers), len(r.messages))
				}
			}
			started := 0
			first.read(t.Context(), c, client.Follow{Conversation: id}, func() bool {
				e := first.events[len(first.events)-1]
				if e.Type == chat.EventMessageDelta && e.ID != "" && len(first.events)%10 == 0 && started < readers {
					started++
					late.Go(func() { comes(e) })
				}
				return first.done == 1
			})
			late.Wait()
			first.compare(c, id)
		})
	}
}

func position(t *testing.T, e client.Event) int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(e.ID, "evt_"), 10, 64)
	if err != nil {
		t.Error(err)
	}
	return n
}

// TestFollowOneThread: what happens in another thread is not told.
func TestFollowOneThread(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-5-at-1000")
	id, c := w.conversation(t), login(t, w.URL)
	first, second := say(t, c, id, "First"), say(t, c, id, "Second")
	r := newTranscript(t)
	r.read(t.Context(), c, client.Follow{Conversation: id, Root: second.RootID}, r.ended(1))
	r.compare(c, id)
	for _, e := range r.events {
		if m, ok := e.Decoded.(*chat.MessagePayload); ok && m.RootID == first.RootID {
			t.Error("a message of the other thread")
		}
	}
}

// TestKilledServer: the server dies in the middle of an answer and comes back.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "endless-at-200")
	id, c := w.conversation(t), login(t, w.URL)
	say(t, c, id, "Tell me everything")

	r := newTranscript(t)
	pieces, killed := 0, make(chan struct{})
	go func() {
		<-killed
		w.Kill()
		w.Restart(t)
	}()
	var lost, open int
	follow := client.Follow{Conversation: id, Watch: client.Watch{
		Open: func() { open++ },
		Lost: func(error, time.Duration) { lost++ },
	}}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // on PostgreSQL, a lease has to end
	defer cancel()
	for e, err := range c.Follow(ctx, follow) {
		if err != nil {
			t.Fatal(err)
		}
		r.add(e)
		if e.Type == chat.EventMessageDelta {
			if pieces++; pieces == 20 {
				close(killed)
			}
		}
		if r.done == 1 {
			break
		}
	}
	r.compare(c, id)
	if lost == 0 || open < 2 {
		t.Errorf("lost %d times, opened %d times", lost, open)
	}
	for _, a := range r.answers {
		if a.end.Status != chat.StatusInterrupted {
			t.Errorf("the answer ended as %s", a.end.Status)
		}
	}
	if enginetest.Postgres() {
		return
	}
	say(t, c, id, "Are you there?") // the session has survived, too
}
