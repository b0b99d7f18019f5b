package conversation

import (
	"context"
	"log/slog"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Store is what the rules need of a store. Its units of work are described in
// package store.
type Store interface {
	conversationStore
	participantStore
	messageStore
	threadStore
}

type conversationStore interface {
	AddConversation(ctx context.Context, n store.NewConversation) (chat.Conversation, error)
	FindConversation(ctx context.Context, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error)
	ListConversations(ctx context.Context, viewer chat.AccountID, f store.ConversationFilter) (list []chat.Conversation, more bool, err error)
	UpdateConversation(ctx context.Context, p store.ConversationPatch) (chat.Conversation, []chat.Event, error)
	DeleteConversation(ctx context.Context, id chat.ConversationID, by chat.AccountID, at time.Time) (running []chat.MessageID, events []chat.Event, err error)
	RestoreConversation(ctx context.Context, id chat.ConversationID, by chat.AccountID, at time.Time) (chat.Conversation, []chat.Event, error)
	PurgeConversations(ctx context.Context, deletedBefore time.Time) (int, error)
}

type participantStore interface {
	Role(ctx context.Context, conversation chat.ConversationID, account chat.AccountID) (chat.ConversationRole, error)
	ListParticipants(ctx context.Context, conversation chat.ConversationID) ([]chat.AccountID, error)
	Participants(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.Participant, error)
	DeletedAccounts(ctx context.Context, accounts []chat.AccountID) ([]chat.AccountID, error)
	AddParticipant(ctx context.Context, conversation chat.ConversationID, account chat.AccountID, role chat.ConversationRole, by chat.AccountID, at time.Time) ([]chat.Event, error)
	RemoveParticipant(ctx context.Context, conversation chat.ConversationID, account, by chat.AccountID, at time.Time) ([]chat.Event, error)
	AddInvite(ctx context.Context, n store.NewInvite) error
	FindInvite(ctx context.Context, tokenHash []byte) (store.FoundInvite, error)
	ListInvites(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID, limit int) ([]chat.Invite, error)
	AcceptInvite(ctx context.Context, a store.AcceptInvite) (store.Joined, error)
	RevokeInvite(ctx context.Context, r store.RevokeInvite) error
	SweepInvites(ctx context.Context, before time.Time, limit int) (int, error)
}

type messageStore interface {
	PostMessage(ctx context.Context, n store.NewMessage) (store.Posted, error)
	StartAnswer(ctx context.Context, s store.StartAnswer) (store.Posted, error)
	FindMessage(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (store.ViewedMessage, error)
	FindRequest(ctx context.Context, conversation chat.ConversationID, requestID string) (store.Posted, error)
	EditMessage(ctx context.Context, e store.EditMessage) ([]chat.Event, error)
	RemoveMessage(ctx context.Context, r store.RemoveMessage) ([]chat.Event, error)
	RunningAnswers(ctx context.Context, conversation chat.ConversationID) ([]chat.MessageID, error)
}

type threadStore interface {
	ListThreads(ctx context.Context, p store.ThreadPage) (list []chat.ThreadSummary, more bool, err error)
	ListTree(ctx context.Context, p store.TreePage) (list []chat.Message, more bool, err error)
	Line(ctx context.Context, q store.LineQuery) (store.Line, error)
	LeafBelow(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (chat.MessageID, error)
	ListChunks(ctx context.Context, message chat.MessageID, viewer chat.AccountID, from, limit int) ([]chat.Chunk, error)
	MarkRead(ctx context.Context, r store.ReadMark) ([]chat.Event, error)
	ListUnread(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.ThreadUnread, error)
}

// Publisher announces what was committed.
type Publisher interface {
	Publish(events ...chat.Event)
	// Joined tells of an account that came into a conversation without an event
	// that says so: it made the conversation.
	Joined(account chat.AccountID)
}

// Responder writes answers.
type Responder interface {
	// Plan prepares an answer, Conflict when the chosen model cannot be used.
	Plan(ctx context.Context, a chat.Actor, c chat.ModelChoice) (store.NewAnswer, error)
	// Run starts to write an answer that is stored.
	Run(answer chat.Message)
	// Cancel ends an answer and reports how it ends: cancelled, timed_out,
	// completed or not_tracked.
	Cancel(message chat.MessageID) string
	// CancelElsewhere asks whoever else may write an answer to cancel it; false
	// when there is nobody else.
	CancelElsewhere(ctx context.Context, message chat.MessageID) (asked bool, err error)
	// Settled waits until the ending of an answer is stored.
	Settled(ctx context.Context, message chat.MessageID) error
}

// Models knows the models of this server.
type Models interface {
	// Models lists those that can be used.
	Models(ctx context.Context) ([]chat.Model, error)
	// Usable is Invalid when a model cannot be used.
	Usable(ctx context.Context, id chat.ModelID) error
}

// Accounts knows who has an account on this server.
type Accounts interface {
	// Lookup finds an account by its user name or e-mail address.
	Lookup(ctx context.Context, login string) (chat.Account, error)
	// Changed is told, after the fact, of an account whose login sessions are to
	// be read anew.
	Changed(id chat.AccountID)
}

// Presence knows who is there.
type Presence interface {
	// Posted takes a post for a sign of life, and returns the passing signs that
	// tell of it.
	Posted(m chat.Message) []chat.Event
}

// Options tune the service.
type Options struct {
	Models       Models              // nil = none can be named
	Accounts     Accounts            // nil = nobody is found by name
	Presence     Presence            // nil = nobody's is known
	MatchEmail   bool                // whether an invitation is only for the address that was invited
	PostingLimit *store.PostingLimit // nil = none
	TrashFor     time.Duration       // how long a deleted conversation can be restored; default 7 days
	Now          func() time.Time    // default time.Now
}

// Service applies the rules. It is safe for concurrent use.
type Service struct {
	store      Store
	pub        Publisher
	resp       Responder
	models     Models
	accounts   Accounts
	presence   Presence
	matchEmail bool
	limit      *store.PostingLimit
	trash      time.Duration
	now        func() time.Time
	log        *slog.Logger
}

// New makes a service.
func New(st Store, pub Publisher, resp Responder, opts Options, log *slog.Logger) *Service {
	s := &Service{
		store:      st,
		pub:        pub,
		resp:       resp,
		models:     opts.Models,
		accounts:   opts.Accounts,
		presence:   opts.Presence,
		matchEmail: opts.MatchEmail,
		limit:      opts.PostingLimit,
		trash:      opts.TrashFor,
		now:        opts.Now,
		log:        log,
	}
	if s.accounts == nil {
		s.accounts = nobody{}
	}
	if s.trash <= 0 {
		s.trash = 7 * 24 * time.Hour
	}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// nobody stands for accounts that cannot be looked up.
type nobody struct{}

func (nobody) Lookup(context.Context, string) (chat.Account, error) {
	return chat.Account{}, chat.Errorf(chat.NotFound, "There is no such account.")
}

func (nobody) Changed(chat.AccountID) {}
