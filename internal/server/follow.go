package server

import (
	"context"
	"errors"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/generation"
)

// hub is the event hub as package generation asks for it: readers inside the
// process follow live, and are told by an empty batch that they missed
// something and should read the store again.
type hub struct{ *event.Hub }

func (h hub) Subscribe(ctx context.Context, conversation chat.ConversationID, account chat.AccountID) (generation.Subscription, error) {
	f := &following{hub: h.Hub, conversation: conversation, account: account}
	if err := f.subscribe(ctx); err != nil {
		return nil, err
	}
	return f, nil
}

type following struct {
	hub          *event.Hub
	conversation chat.ConversationID
	account      chat.AccountID
	sub          *event.Subscription
}

func (f *following) subscribe(ctx context.Context) error {
	sub, err := f.hub.Subscribe(ctx, f.conversation, f.account, event.Resume{Live: true})
	if err != nil {
		return err // what f.sub was stays, so that Close always has something to close
	}
	f.sub = sub
	return nil
}

func (f *following) Next(ctx context.Context) ([]chat.Event, error) {
	events, err := f.sub.Next(ctx)
	switch {
	case errors.Is(err, event.ErrMissedDeltas):
		return nil, nil
	case errors.Is(err, event.ErrLagged): // its subscription has ended
		return nil, f.subscribe(ctx)
	case errors.Is(err, event.ErrClosed):
		return nil, chat.Wrap(chat.Unavailable, "The live events of this conversation have ended.", err)
	}
	return events, err
}

func (f *following) Close() { f.sub.Close() }
