package event

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Log is the stored past of a conversation.
type Log interface {
	// Events reads in the order of positions.
	Events(ctx context.Context, r store.EventRange) (store.Events, error)
	TopPosition(ctx context.Context, conversation chat.ConversationID) (int64, error)
	// TopPositions leaves out conversations that do not exist.
	TopPositions(ctx context.Context, conversations []chat.ConversationID) (map[chat.ConversationID]int64, error)
}

// Directory is what people's own streams need to know besides.
type Directory interface {
	// Seats lists all conversations that accounts take part in.
	Seats(ctx context.Context, accounts []chat.AccountID) ([]store.Seat, error)
	// FindConversation finds a conversation as a participant sees it.
	FindConversation(ctx context.Context, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error)
	// Participants describes everyone who is in a conversation to one of them.
	Participants(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.Participant, error)
}

// Store is what a Hub reads.
type Store interface {
	Log
	Directory
}

// Attendance is told who listens, and who comes and goes.
type Attendance interface {
	// Opened and Closed are about streams that a Hub serves.
	Opened(account chat.AccountID)
	Closed(account chat.AccountID)
	// MembershipChanged follows the event of a conversation that is followed
	// here, whoever committed it.
	MembershipChanged(p chat.MembershipPayload)
}

// Options tune a Hub. Zero values stand for the defaults given here.
type Options struct {
	// Capacity is the number of events kept in memory for each followed
	// conversation: how far a slow reader may fall behind. Default 128, at
	// least 64.
	Capacity int
	// Heartbeat is the silence after which a stream is sent a comment.
	// Default 20 s.
	Heartbeat time.Duration
	// IDPrefix precedes the position in frame ids. It must not hold a line
	// break. Default none.
	IDPrefix string
	// DropSystem lets slow readers lose presence and typing besides deltas.
	DropSystem bool
	// WarnRatio is the share of Capacity a reader may be behind before the log
	// mentions it. Default 0.75; negative = 0.
	WarnRatio float64
	// MaxBackfill bounds how many events a resuming reader is sent. Default 512.
	MaxBackfill int
	// Retention is for a Log that keeps no events: what readers resume from is
	// in memory then, for so long. Default 0: the Log keeps them.
	Retention time.Duration
	// WriteTimeout ends a stream whose peer takes nothing. Default 30 s.
	WriteTimeout time.Duration
	// Window is how long events wait for each other after a first one went
	// out at once. Default 3 ms; negative = every event goes out at once.
	Window time.Duration
	// MaxLifetime ends streams after about this long, so that their owners
	// authenticate again. Default no limit.
	MaxLifetime time.Duration
	// Announce is told how far a conversation has come, whenever events of it
	// are published here. Default nobody is told.
	Announce func(conversation chat.ConversationID, position int64)
	// AnnounceAccount is told of an account whose conversations have become
	// others by what was published here. Default nobody is told.
	AnnounceAccount func(chat.AccountID)

	Now func() time.Time // default time.Now
}

func (o Options) withDefaults() Options {
	o.Capacity = max(positive(o.Capacity, 128), minCapacity)
	o.Heartbeat = positive(o.Heartbeat, 20*time.Second)
	if o.WarnRatio == 0 {
		o.WarnRatio = 0.75
	}
	o.MaxBackfill = positive(o.MaxBackfill, 512)
	o.WriteTimeout = positive(o.WriteTimeout, 30*time.Second)
	if o.Window == 0 {
		o.Window = 3 * time.Millisecond
	}
	if o.Announce == nil {
		o.Announce = func(chat.ConversationID, int64) {}
	}
	if o.AnnounceAccount == nil {
		o.AnnounceAccount = func(chat.AccountID) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func positive[N int | float64 | time.Duration](n, otherwise N) N {
	if n > 0 {
		return n
	}
	return otherwise
}
