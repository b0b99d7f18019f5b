package presence

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	awayAfter    = 45 * time.Second
	offlineAfter = 5 * time.Minute
	// leaveGrace is how long after their last stream somebody is away: long
	// enough for a page to be loaded again.
	leaveGrace = 10 * time.Second
	// renewal is the shortest time between two signs that say the same.
	renewal   = time.Second
	maxTyping = 30 * time.Second

	sweepEvery = time.Second
)

// Store is what presence needs to know about conversations.
type Store interface {
	// Seats lists all conversations that accounts take part in.
	Seats(ctx context.Context, accounts []chat.AccountID) ([]store.Seat, error)
	// ListParticipants lists everyone who is in a conversation.
	ListParticipants(ctx context.Context, conversation chat.ConversationID) ([]chat.AccountID, error)
	// FindMessage is NotFound to outsiders.
	FindMessage(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (store.ViewedMessage, error)
}

// Hub passes signs on to whoever follows a conversation here.
type Hub interface {
	Publish(events ...chat.Event)
	// Followed reports whether somebody does.
	Followed(conversation chat.ConversationID) bool
}

// Peers are the other instances on the database. They are told without waiting,
// and may miss it.
type Peers interface {
	Tell(s Sign)
	TellTyping(t Typing)
}

// Options tune the service.
type Options struct {
	Peers Peers            // nil = there are none
	Now   func() time.Time // default time.Now
}

// Service keeps the state of everybody. It is safe for concurrent use.
type Service struct {
	store Store
	hub   Hub
	peers Peers
	now   func() time.Time
	log   *slog.Logger
	wake  chan struct{} // signalled when somebody is to be told of

	mu     sync.Mutex
	people map[chat.AccountID]*person
	there  int // people who are not offline
	typing map[chat.ConversationID]map[typist]*typing
	// untold are people whose presence is to be published, each with a
	// conversation that knows already, or none.
	untold map[chat.AccountID]chat.ConversationID
}

// New makes a service. It does its work in Run.
func New(st Store, hub Hub, opts Options, log *slog.Logger) *Service {
	s := &Service{
		store:  st,
		hub:    hub,
		peers:  opts.Peers,
		now:    opts.Now,
		log:    log,
		wake:   make(chan struct{}, 1),
		people: map[chat.AccountID]*person{},
		typing: map[chat.ConversationID]map[typist]*typing{},
		untold: map[chat.AccountID]chat.ConversationID{},
	}
	if s.peers == nil {
		s.peers = nobody{}
	}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// nobody stands in for other instances where there are none.
type nobody struct{}

func (nobody) Tell(Sign)         {}
func (nobody) TellTyping(Typing) {}

// Run publishes who comes and goes, and notices who has fallen silent, until
// ctx ends.
func (s *Service) Run(ctx context.Context) error {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			s.sweep()
		case <-s.wake:
		}
		s.publishAll(ctx)
	}
}

// sweep lets time take its course.
func (s *Service) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	for id, p := range s.people {
		if due := p.due(now); due != p.status {
			s.turn(p, due)
			s.publishLater(id, chat.ConversationID{})
		}
	}
	for conversation, typists := range s.typing {
		for who, t := range typists {
			if !now.Before(t.until) {
				s.forgetTyping(conversation, who)
			}
		}
	}
}
