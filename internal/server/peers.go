package server

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/notice"
	"github.com/rustygpt/rustygpt/internal/presence"
	"github.com/rustygpt/rustygpt/internal/settings"
)

// outbox tells the other instances what happens here.
type outbox struct{ sender notice.Sender } // nil = there are none

func (o outbox) send(kind notice.Kind, id uuid.UUID, position int64) {
	o.pass(notice.Notice{Kind: kind, ID: id, Position: position})
}

func (o outbox) pass(n notice.Notice) {
	if o.sender != nil {
		o.sender.Send(n)
	}
}

func (o outbox) event(c chat.ConversationID, position int64) { o.send(notice.Event, c.UUID, position) }
func (o outbox) joined(id chat.AccountID)                    { o.send(notice.Joined, id.UUID, 0) }
func (o outbox) account(id chat.AccountID)                   { o.send(notice.Account, id.UUID, 0) }
func (o outbox) signedOut(id chat.AccountID)                 { o.send(notice.SignedOut, id.UUID, 0) }
func (o outbox) catalog()                                    { o.send(notice.Catalog, uuid.Nil, 0) }
func (o outbox) settings()                                   { o.send(notice.Settings, uuid.Nil, 0) }

// cancel is nil when there is nobody to ask.
func (o outbox) cancel() func(chat.MessageID) {
	if o.sender == nil {
		return nil
	}
	return func(id chat.MessageID) { o.send(notice.Cancel, id.UUID, 0) }
}

// reliance is how far back what nobody told may lie, counted from the last look:
// more than a look takes, and than clocks differ by.
const reliance = time.Minute

// peers does here what the other instances on the database tell.
type peers struct {
	shared      *shared
	outbox      outbox
	events      *event.Hub
	presence    *presence.Service
	accounts    *account.Service
	catalog     *catalog.Service
	settings    *settings.Service
	generations *generation.Service
	signOuts    *signOuts
	clock       *clockWatch
	heartbeat   time.Duration // how late a lost notice may be made up for
	looked      time.Time     // when look has last looked
	log         *slog.Logger
	now         func() time.Time

	outdated chan struct{} // signalled when the list of models is
	missed   chan struct{} // signalled when notices may have been lost
}

// serve keeps in touch until ctx ends.
func (p *peers) serve(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.shared.Serve(ctx, p) })
	group.Go(func() error { return p.events.Watch(ctx) })
	group.Go(func() error { return p.work(ctx) })
	return group.Wait()
}

// Receive does not wait for the database: others are to be heard, too.
func (p *peers) Receive(sender string, n notice.Notice) {
	switch n.Kind {
	case notice.Presence:
		p.presence.Hear(sender, presenceSign(n))
	case notice.Typing:
		p.hearTyping(n)
	case notice.Ask:
		p.presence.Repeat()
	case notice.Event:
		p.events.Notice(chat.ConversationID{UUID: n.ID}, n.Position)
	case notice.Joined:
		p.events.NoticeAccount(chat.AccountID{UUID: n.ID})
	case notice.Account:
		p.accounts.Forget(chat.AccountID{UUID: n.ID})
	case notice.SignedOut:
		p.signOuts.told(chat.AccountID{UUID: n.ID})
	case notice.Cancel:
		p.generations.Cancel(chat.MessageID{UUID: n.ID})
	case notice.Settings:
		p.settings.Forget()
	case notice.Catalog:
		wake(p.outdated)
	}
}

func (p *peers) hearTyping(n notice.Notice) {
	t, err := typingSign(n)
	if err != nil {
		p.log.Warn("a notice of another instance cannot be read", "error", err)
		return
	}
	p.presence.HearTyping(t)
}

// Connected sees to what may have been missed.
func (p *peers) Connected() {
	p.outbox.ask()
	p.accounts.ForgetAll()
	p.settings.Forget()
	wake(p.missed)
	wake(p.outdated)
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// work does what takes the database.
func (p *peers) work(ctx context.Context) error {
	beat := time.NewTicker(p.heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.outdated:
			err = p.catalog.Refresh(ctx)
		case <-p.missed:
			err = errors.Join(p.events.Check(ctx), p.look(ctx))
		case <-beat.C:
			err = p.look(ctx)
		}
		if err != nil && ctx.Err() == nil {
			p.log.Warn("following the other instances", "error", err)
		}
	}
}

// look finds out what no notice told of, besides events: a sender can die
// between its commit and its notice. Settings, models and accounts need no care,
// since they are read anew every few seconds.
func (p *peers) look(ctx context.Context) error {
	if err := p.clock.check(ctx); err != nil {
		return err
	}
	now, since := p.now(), p.looked.Add(-reliance)
	ends, err := p.shared.SignedOut(ctx, p.events.Accounts(), since)
	if err != nil {
		return err
	}
	p.looked = now
	p.signOuts.found(ends, since)
	return nil
}
