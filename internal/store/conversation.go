package store

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// NewConversation makes a conversation; Owner becomes its first participant.
type NewConversation struct {
	ID            chat.ConversationID
	Kind          chat.ConversationKind
	Title         string
	AutoTitle     bool // the first message may replace Title
	AssistantMode chat.AssistantMode
	ModeChosen    bool // somebody chose AssistantMode; it stays when a chat becomes a group
	ModelID       chat.ModelID
	Owner         chat.AccountID
	At            time.Time
}

// ConversationFilter selects from a person's conversations, newest activity
// first, then newest id first.
type ConversationFilter struct {
	Kind     chat.ConversationKind // empty = both
	Archived bool                  // also archived ones, which are otherwise as before
	Before   Cursor                // zero = from the newest
	Limit    int
}

// Cursor is a place in a list ordered by time, newest first, ties broken by id.
// The page after it holds what is strictly older; with a zero ID, everything
// whose time is strictly older.
type Cursor struct {
	At time.Time
	ID [16]byte
}

// ConversationPatch changes a conversation's settings; nil fields stay. By
// needs to be owner or admin, except for ActiveLeaf, which any participant
// who may post can move, to a message of this conversation. Event:
// conversation.updated, unless everything was so before.
type ConversationPatch struct {
	ID            chat.ConversationID
	By            chat.AccountID
	Title         *string
	AssistantMode *chat.AssistantMode
	SystemPrompt  *string
	ModelID       *chat.ModelID // zero = the server's default
	Archived      *bool
	ActiveLeaf    *chat.MessageID
	At            time.Time
}

// NewMessage posts a message: a root when ParentID is zero, else a reply.
// Author must be a participant who may post: NotFound to outsiders, Forbidden
// to viewers, and for the roles system and tool to all but owners and admins.
// In a chat the active leaf moves to the message or its first answer. While the
// conversation has AutoTitle and its first message arrives, the title becomes
// TitleFrom.
//
// Events, in this order: message.new, for a root thread.new, thread.activity,
// unread.update; then message.new for each answer; then, with a new title,
// conversation.updated.
type NewMessage struct {
	ID             chat.MessageID
	ConversationID chat.ConversationID // may be zero when ParentID is set
	ParentID       chat.MessageID      // deleted parents are allowed
	Author         chat.AccountID
	Role           chat.MessageRole
	Content        string
	// RequestID makes a retry harmless: unique per conversation. When it is
	// taken nothing is written and Posted.Duplicate is set. Empty = none.
	RequestID string
	TitleFrom string
	Mentions  []chat.AccountID // the participants whom Content names, without the author
	Answers   []NewAnswer      // also start these answers to it, in the same transaction
	// OnlyWithoutActive refuses with Conflict while the conversation has a
	// generation running (the chats surface allows one at a time).
	OnlyWithoutActive bool
	Limit             *PostingLimit // nil = none
	At                time.Time
}

// PostingLimit bounds how fast one person posts in one conversation: a GCRA
// whose state is part of the posting transaction. Beyond it a post is refused
// with RateLimited and RetryAfter. Answers do not count.
type PostingLimit struct {
	PerSecond float64
	Burst     int
}

// NewAnswer makes an empty assistant message with status streaming, and its
// generation, as the newest child of the message it answers.
type NewAnswer struct {
	ID           chat.MessageID
	StartedBy    chat.AccountID
	ModelID      chat.ModelID // zero = none could be found; the answer will fail at once
	ModelName    string
	ProviderName string
	Instruction  string    // extra wish for this one answer; not part of the thread
	Deadline     time.Time // zero = none
	Instance     string    // the process that runs it
	LeaseUntil   time.Time
}

// StartAnswer answers a stored message once more: regenerate. RequestID and
// OnlyWithoutActive as for NewMessage. Events: message.new, thread.activity.
type StartAnswer struct {
	To                chat.MessageID
	By                chat.AccountID
	RequestID         string
	Answer            NewAnswer
	OnlyWithoutActive bool
	At                time.Time
}

// Posted is the result of NewMessage and StartAnswer.
type Posted struct {
	Message   chat.Message   // zero for StartAnswer
	Answers   []chat.Message // that were started, or that a duplicate had started
	Duplicate bool           // RequestID was already used; Message and Answers are the earlier ones
	Events    []chat.Event
}

// Answer is the first of the answers, nil when there is none.
func (p Posted) Answer() *chat.Message {
	if len(p.Answers) == 0 {
		return nil
	}
	return &p.Answers[0]
}

// ViewedMessage is a message with the viewer's role in its conversation.
type ViewedMessage struct {
	Message chat.Message
	Role    chat.ConversationRole
	Kind    chat.ConversationKind
	// StartedBy is, for an answer, who asked for it: they may edit it too.
	StartedBy chat.AccountID
}

// LineQuery asks for the line of messages from a root to Leaf (zero = the
// conversation's active leaf; when that is unset, its newest message), at most
// Limit of them, the ones nearest to the leaf that are above Before (zero =
// from the leaf).
type LineQuery struct {
	ConversationID chat.ConversationID
	Viewer         chat.AccountID
	Leaf           chat.MessageID
	Before         chat.MessageID
	Limit          int
}

// Line is one branch of a conversation, oldest first, as of Position: follow
// the event stream from there and nothing is missed.
type Line struct {
	Messages []chat.Message // with SiblingIDs
	Leaf     chat.MessageID
	Position int64
	More     bool // there are older ones
}

// ReadMark moves a person's read mark of a thread forward, to the message with
// path Path (empty = the newest message). It never moves back. Event:
// unread.update when the count changed.
type ReadMark struct {
	ConversationID chat.ConversationID // zero = any
	RootID         chat.MessageID
	Account        chat.AccountID
	Path           chat.Path
	At             time.Time
}

// EditMessage replaces a message's text. By is its author, an owner or admin,
// or, for answers, who asked for it; else Forbidden. Conflict when deleted or
// still streaming. Whom the text names anew counts it as a mention if they have
// not read it, who is named no more does not, and nothing changes for others.
// Events: message.updated, thread.activity, unread.update when counts changed.
type EditMessage struct {
	ID       chat.MessageID
	By       chat.AccountID
	Content  string
	Mentions []chat.AccountID // as for NewMessage
	Reason   string
	At       time.Time
}

// RemoveMessage soft-deletes (Restore false) or restores a message; repeating
// it changes nothing and yields no event. Deleting needs what editing needs,
// restoring an owner or admin. Events: message.updated, thread.activity,
// unread.update when counts changed.
type RemoveMessage struct {
	ID      chat.MessageID
	By      chat.AccountID
	Restore bool
	Reason  string
	At      time.Time
}

// ThreadPage selects from a conversation's threads, newest activity first.
type ThreadPage struct {
	ConversationID chat.ConversationID
	Viewer         chat.AccountID
	Before         Cursor
	Limit          int
}

// TreePage selects from a thread in depth-first order, after path Cursor.
// NotFound unless RootID is a root the viewer may see.
type TreePage struct {
	RootID chat.MessageID
	Viewer chat.AccountID
	Cursor chat.Path
	Limit  int
}
