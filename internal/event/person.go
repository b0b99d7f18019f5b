package event

import (
	"context"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// person is an account that has its own stream open here: what a list of
// conversations needs to stay current. All of the account's devices share it.
type person struct {
	feed
	account chat.AccountID

	reading sync.Mutex // held while the seats are read

	// guarded by hub.mu
	users      int
	seats      []chat.ConversationID
	settled    bool // the seats have been read once
	outdated   bool // the seats may have changed since they were read last
	refreshing bool // a goroutine sees to that

	// arriving holds back the news of conversations that the person is only
	// about to be told of. Guarded by feed.mu.
	arriving map[chat.ConversationID][]*entry
}

// SubscribePerson starts following what concerns an account in all of its
// conversations. There is no past to resume: read the list of conversations
// once the subscription is there.
//
// Errors are those of the Directory, and Unavailable once the hub is closed.
func (h *Hub) SubscribePerson(ctx context.Context, account chat.AccountID) (*Subscription, error) {
	p, err := h.meet(account)
	if err != nil {
		return nil, err
	}
	s := &Subscription{feed: &p.feed, account: account, signal: make(chan struct{}, 1), place: attended}
	p.joinLive(s)
	if err := p.refresh(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// meet finds or makes a person and keeps them from being forgotten until
// forget was called as often.
func (h *Hub) meet(account chat.AccountID) (*person, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, errClosing
	}
	p := h.people[account]
	if p == nil {
		p = &person{feed: newFeed(h, chat.ConversationID{}), account: account, outdated: true}
		p.left = p.forget
		h.people[account] = p
	}
	p.users++
	return p, nil
}

// forget drops a person who has no stream any more.
func (p *person) forget() {
	h := p.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	if p.users--; p.users > 0 {
		return
	}
	delete(h.people, p.account)
	for _, id := range p.seats {
		h.leaveCircle(id, p)
	}
	p.seats = nil
	p.stopWindow()
}

// add numbers what the person is told. Nobody but the feed sees the numbers.
func (p *person) add(entries []*entry) {
	for _, e := range entries {
		p.top++
		p.ring.add(e, p.top, p.mustKeep)
	}
	p.known = p.top
}

// tell gives the person the news of a conversation, or keeps them until the
// person knows the conversation.
func (p *person) tell(conversation chat.ConversationID, entries []*entry) []*Subscription {
	p.mu.Lock()
	defer p.mu.Unlock()
	if held, arriving := p.arriving[conversation]; arriving {
		p.arriving[conversation] = append(held, entries...)
		return nil
	}
	p.add(entries)
	return p.wake()
}

// Joined says that an account has become a participant of a conversation
// without an event that tells so: it made the conversation.
func (h *Hub) Joined(account chat.AccountID) {
	h.NoticeAccount(account)
	h.opts.AnnounceAccount(account)
}

// NoticeAccount says that the conversations of an account may be others than
// before.
func (h *Hub) NoticeAccount(account chat.AccountID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.people[account]
	if p == nil {
		return
	}
	p.outdated = true
	if !p.refreshing && !h.closed {
		p.refreshing = true
		go p.keepUp()
	}
}

// keepUp reads the seats until they are known to be current.
func (p *person) keepUp() {
	h := p.hub
	for {
		err := p.refresh(h.ctx)
		if p.keptUp(err) {
			return
		}
		if err == nil {
			continue
		}
		h.logger.Warn("reading a person's conversations failed", "account_id", p.account, "error", err)
		select {
		case <-h.ctx.Done():
		case <-time.After(healPause):
		}
	}
}

func (p *person) keptUp(err error) bool {
	p.hub.mu.Lock()
	defer p.hub.mu.Unlock()
	p.refreshing = (err != nil || p.outdated) && p.users > 0 && !p.hub.closed
	return !p.refreshing
}

// refresh reads the seats, if they are not known to be current.
func (p *person) refresh(ctx context.Context) error {
	p.reading.Lock()
	defer p.reading.Unlock()
	for p.takeOutdated() {
		if err := p.readSeats(ctx); err != nil {
			p.setOutdated()
			return err
		}
	}
	return nil
}

func (p *person) readSeats(ctx context.Context) error {
	seats, err := p.hub.store.Seats(ctx, []chat.AccountID{p.account})
	if err != nil {
		return err
	}
	arrived, gone := p.hub.reseat(p, seats)
	for _, id := range gone { // before the event that says so came by
		p.hub.dispatch(p.tell(id, []*entry{removalOf(p.account, id, p.hub.opts.Now())}))
	}
	return p.welcome(ctx, arrived)
}

func (p *person) takeOutdated() bool {
	p.hub.mu.Lock()
	defer p.hub.mu.Unlock()
	outdated := p.outdated && p.users > 0
	p.outdated = false
	return outdated
}

func (p *person) setOutdated() {
	p.hub.mu.Lock()
	defer p.hub.mu.Unlock()
	p.outdated = true
}

// welcome tells the person of conversations that they have come into. Each is
// shown as it is by now; what happens in it meanwhile follows.
func (p *person) welcome(ctx context.Context, conversations []chat.ConversationID) error {
	for i, id := range conversations {
		c, err := p.hub.store.FindConversation(ctx, id, p.account)
		switch {
		case chat.KindOf(err) == chat.NotFound && err != nil: // gone again
			p.arrive(id, nil)
		case err != nil:
			p.hub.unseat(p, conversations[i:]...)
			return err
		default:
			count(p.hub.metrics.personal, chat.EventConversationNew)
			p.arrive(id, arrivalOf(p.account, c, p.hub.opts.Now()))
		}
	}
	return nil
}

// arrive announces a conversation, and then what was held back of it.
func (p *person) arrive(id chat.ConversationID, announcement []*entry) {
	p.mu.Lock()
	held := p.arriving[id]
	delete(p.arriving, id)
	var wake []*Subscription
	if announcement != nil {
		p.add(announcement)
		p.add(held)
		wake = p.wake()
	}
	p.mu.Unlock()
	p.hub.dispatch(wake)
}
