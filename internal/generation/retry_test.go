package generation_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/store"
)

// gate is a store that saves nothing before open is closed.
type gate struct {
	generation.Store
	open <-chan struct{}
}

func (g gate) SaveProgress(ctx context.Context, batch []store.Progress) ([]chat.Event, error) {
	<-g.open
	return g.Store.SaveProgress(ctx, batch)
}

// flaky is a store whose commits often fail, or seem to: some fail after all was
// written, as when a connection breaks before the answer comes.
type flaky struct {
	generation.Store
	mu   sync.Mutex
	dice *rand.Rand
}

func (f *flaky) SaveProgress(ctx context.Context, batch []store.Progress) ([]chat.Event, error) {
	f.mu.Lock()
	roll := f.dice.IntN(6)
	f.mu.Unlock()
	if roll == 0 {
		return nil, errors.New("the disk is full")
	}
	events, err := f.Store.SaveProgress(ctx, batch)
	if roll == 1 {
		return nil, errors.New("the connection broke")
	}
	return events, err
}

func TestNothingIsLostWhileTheStoreFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setting{
		opts: generation.Options{KeepChunks: true},
		store: func(s generation.Store) generation.Store {
			return &flaky{Store: s, dice: rand.New(rand.NewPCG(5, 5))}
		},
	})
	var readers sync.WaitGroup
	for i := range 10 {
		w.plays(chatter(300, uint64(i)))
		answer := w.ask("Talk.")
		readers.Go(func() {
			text, end, err := w.read(t.Context(), answer.ID)
			if err != nil || end.Status != chat.StatusComplete {
				t.Errorf("ended %s: %v", end.Status, err)
			}
			if text != end.Content || text != w.chunks(answer) {
				t.Errorf("read %d bytes, stored %d", len(text), len(end.Content))
			}
		})
	}
	readers.Wait()
}
