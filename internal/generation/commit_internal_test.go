package generation

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// ledger is the writing side of a store, with time and failures under control.
type ledger struct {
	Store
	takes time.Duration
	fail  func(batch []store.Progress) error // nil = never

	mu      sync.Mutex
	offered []offer // also those that failed
	saved   []store.Progress
}

// offer is one call of SaveProgress.
type offer struct {
	at    time.Time
	batch []store.Progress
}

func (l *ledger) offers() []offer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.offered)
}

func (l *ledger) SaveProgress(_ context.Context, batch []store.Progress) ([]chat.Event, error) {
	l.mu.Lock()
	l.offered = append(l.offered, offer{time.Now(), slices.Clone(batch)})
	l.mu.Unlock()
	<-time.After(l.takes)
	if l.fail != nil {
		if err := l.fail(batch); err != nil {
			return nil, err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saved = append(l.saved, batch...)
	events := make([]chat.Event, 0, len(batch))
	for _, p := range batch {
		if p.Content != "" {
			events = append(events, chat.DeltaEvent(p.Message, chat.Chunk{
				MessageID: p.Message.ID, Index: p.Index, Content: p.Content,
			}))
		}
	}
	return events, nil
}

// text is what was saved of an answer, in the order of saving. It checks that
// the indexes count from 0.
func (l *ledger) text(t *testing.T, id chat.MessageID) string {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var b strings.Builder
	next := 0
	for _, p := range l.saved {
		if p.Message.ID != id || p.Content == "" && p.Reasoning == "" {
			continue
		}
		if p.Index != next {
			t.Errorf("chunk %d came when %d was due", p.Index, next)
		}
		next++
		b.WriteString(p.Content)
	}
	return b.String()
}

// board is a hub that only remembers.
type board struct {
	Hub
	mu     sync.Mutex
	events []chat.Event
}

func (b *board) Publish(events ...chat.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.events = append(b.events, events...)
}

func (b *board) len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.events)
}

// desk is a committer at work, inside a synctest bubble.
type desk struct {
	*committer
	ledger *ledger
	board  *board
}

func newDesk(t *testing.T, l *ledger) *desk {
	t.Helper()
	b := &board{}
	opts := Options{}.withDefaults()
	d := &desk{ledger: l, board: b}
	d.committer = newCommitter(l, b, opts, slog.New(slog.DiscardHandler), newMetrics(nil), (*run).settleNow, func(*run) {})
	go d.serve(t.Context())
	t.Cleanup(d.stop)
	return d
}

func (r *run) settleNow() { r.settle() }

func (d *desk) run(t *testing.T) *run {
	t.Helper()
	r := newRun(t.Context(), chat.Message{ID: chat.NewID[chat.Message]()}, Options{}.withDefaults(), d.mark)
	t.Cleanup(func() { r.stop(nil); r.settle() })
	return r
}

func say(text string) provider.Delta { return provider.Delta{Content: text} }

func TestALoneDeltaIsSavedAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, &ledger{takes: 200 * time.Microsecond})
		r := d.run(t)
		for range 3 {
			before := time.Now()
			r.write(say("word "))
			synctest.Wait()
			offers := d.ledger.offers()
			if late := offers[len(offers)-1].at.Sub(before); late != 0 {
				t.Errorf("offered after %v", late)
			}
			<-time.After(40 * time.Millisecond)
		}
		if got := d.ledger.text(t, r.answer.ID); got != "word word word " {
			t.Errorf("saved %q", got)
		}
	})
}

func TestRestGrowsWithTheCommit(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ takes, interval time.Duration }{
		"fast":   {time.Millisecond, 2200 * time.Microsecond},
		"medium": {5 * time.Millisecond, 15 * time.Millisecond},
		"slow":   {20 * time.Millisecond, 80 * time.Millisecond},
		"capped": {time.Second, 1100 * time.Millisecond},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t, &ledger{takes: tt.takes})
				a, b := d.run(t), d.run(t)
				a.write(say("first"))
				synctest.Wait()
				a.write(say("one "))
				a.write(say("two"))
				b.write(say("beside"))
				<-time.After(3 * time.Second)
				offers := d.ledger.offers()
				if len(offers) != 2 {
					t.Fatalf("%d groups", len(offers))
				}
				if got := offers[1].at.Sub(offers[0].at); got != tt.interval {
					t.Errorf("second group after %v, want %v", got, tt.interval)
				}
				group := offers[1].batch
				if len(group) != 2 || group[0].Content != "one two" || group[1].Content != "beside" {
					t.Errorf("second group %+v", group)
				}
			})
		})
	}
}

func TestNothingIsAnnouncedBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var full atomic.Bool
		full.Store(true)
		l := &ledger{fail: func([]store.Progress) error {
			if full.Load() {
				return errors.New("disk full")
			}
			return nil
		}}
		d := newDesk(t, l)
		r := d.run(t)
		r.write(say("one "))
		<-time.After(time.Second)
		r.write(say("two"))
		r.conclude(endComplete("stop"))
		<-time.After(10 * time.Second)
		if n := d.board.len(); n != 0 {
			t.Fatalf("%d events announced while nothing could be saved", n)
		}
		offers := l.offers()
		if n := len(offers); n > 15 {
			t.Errorf("%d tries in 11 s", n)
		}
		for i, o := range offers {
			batch := o.batch
			if batch[0].Content != "one " || batch[0].Index != 0 || batch[0].Finish != nil {
				t.Fatalf("try %d offers another chunk: %+v", i, batch[0])
			}
		}
		full.Store(false)
		<-r.final.Done()
		if got := l.text(t, r.answer.ID); got != "one two" {
			t.Errorf("saved %q", got)
		}
		if n := d.board.len(); n != 2 {
			t.Errorf("%d events announced", n)
		}
	})
}

func TestOneBadAnswerDoesNotHoldUpOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		d := newDesk(t, l)
		bad := d.run(t)
		l.fail = func(batch []store.Progress) error {
			for _, p := range batch {
				if p.Message.ID == bad.answer.ID {
					return errors.New("cannot be stored")
				}
			}
			return nil
		}
		bad.write(say("poison"))
		good := make([]*run, 20)
		for i := range good {
			good[i] = d.run(t)
		}
		for range 10 {
			for _, r := range good {
				r.write(say("text "))
			}
			<-time.After(40 * time.Millisecond)
		}
		for _, r := range good {
			r.conclude(endComplete("stop"))
			<-r.final.Done()
			if got := l.text(t, r.answer.ID); got != strings.Repeat("text ", 10) {
				t.Errorf("saved %q", got)
			}
		}
	})
}

func TestLongTextIsCutBetweenCharacters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, &ledger{})
		r := d.run(t)
		text := strings.Repeat("a日本", 100_000)
		r.write(provider.Delta{Content: text, Reasoning: text[:maxChunk+10]})
		r.conclude(endComplete("stop"))
		<-r.final.Done()
		if got := d.ledger.text(t, r.answer.ID); got != text {
			t.Errorf("saved %d of %d bytes", len(got), len(text))
		}
		for _, p := range d.ledger.saved {
			if len(p.Content) > maxChunk || len(p.Reasoning) > maxChunk {
				t.Errorf("a chunk of %d and %d bytes", len(p.Content), len(p.Reasoning))
			}
			if !utf8.ValidString(p.Content) {
				t.Error("a character was cut")
			}
		}
		last := len(d.ledger.saved) - 1
		for i, p := range d.ledger.saved {
			if (p.Finish != nil) != (i == last) {
				t.Errorf("chunk %d of %d: finish %v", i, last, p.Finish)
			}
		}
	})
}

func TestAProviderWaitsWhileNothingCanBeSaved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var full atomic.Bool
		full.Store(true)
		l := &ledger{fail: func([]store.Progress) error {
			if full.Load() {
				return errors.New("disk full")
			}
			return nil
		}}
		d := newDesk(t, l)
		r := d.run(t)
		piece := strings.Repeat("x", 10_000)
		var written atomic.Int64
		go func() {
			for range 300 {
				r.write(say(piece))
				written.Add(int64(len(piece)))
			}
			r.conclude(endComplete("stop"))
		}()
		<-time.After(time.Minute)
		synctest.Wait()
		if n := int(written.Load()); n < maxPending-len(piece) || n > maxPending+len(piece) {
			t.Errorf("%d bytes were read ahead", n)
		}
		full.Store(false)
		<-r.final.Done()
		if got := l.text(t, r.answer.ID); len(got) != 300*len(piece) {
			t.Errorf("saved %d bytes", len(got))
		}
	})
}

func TestAWaitingProviderIsLetGoByCancel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{fail: func([]store.Progress) error { return errors.New("disk full") }}
		d := newDesk(t, l)
		r := d.run(t)
		returned := make(chan bool)
		go func() {
			for r.write(say(strings.Repeat("x", 100_000))) {
			}
			returned <- true
		}()
		synctest.Wait()
		r.conclude(endCancelled)
		<-returned
	})
}

func TestWhatNoDatabaseTakesIsReplaced(t *testing.T) {
	t.Parallel()
	came := false
	got := visible(" \n", &came) + visible("\n a\x00b", &came) + visible("\xff ", &came) + visible("\n", &came)
	if want := "a\uFFFDb\uFFFD \n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
