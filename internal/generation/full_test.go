package generation_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/store"
)

// cramped is a store without room until somebody makes some.
type cramped struct {
	generation.Store
	room    <-chan struct{} // closed when there is some
	refused chan struct{}   // signalled while there is none
}

func (c cramped) SaveProgress(ctx context.Context, batch []store.Progress) ([]chat.Event, error) {
	select {
	case <-c.room:
		return c.Store.SaveProgress(ctx, batch)
	default:
	}
	select {
	case c.refused <- struct{}{}:
	default:
	}
	return nil, store.Full(errors.New("no space left on device"))
}

// TestAnAnswerEndsWhereThereIsNoRoom: the model is let go at once, what it said is
// kept, and all of it is saved as soon as there is room again.
func TestAnAnswerEndsWhereThereIsNoRoom(t *testing.T) {
	t.Parallel()
	room, refused := make(chan struct{}), make(chan struct{}, 1)
	w := newWorld(t, setting{
		opts:  generation.Options{KeepChunks: true},
		store: func(s generation.Store) generation.Store { return cramped{s, room, refused} },
	})
	letGo := make(chan struct{})
	endless := silence(nil, "one two") // after the first piece it may be let go
	w.plays(func(ctx context.Context, prompt []provider.Message) iter.Seq2[provider.Delta, error] {
		context.AfterFunc(ctx, func() { close(letGo) })
		return endless(ctx, prompt)
	})
	answer := w.ask("Talk.")
	<-refused
	<-letGo
	if got := w.stored(answer); got.Status != chat.StatusStreaming || got.Content != "" {
		t.Errorf("stored without room: %s %q", got.Status, got.Content)
	}
	close(room)
	end := w.end(answer)
	if end.Status != chat.StatusFailed || end.Answer.Fault == nil || end.Answer.Fault.Code != "assistant_storage_full" {
		t.Errorf("ended %s with %+v", end.Status, end.Answer.Fault)
	}
	if end.Content != "one two" || w.chunks(answer) != "one two" {
		t.Errorf("kept %q", end.Content)
	}
}
