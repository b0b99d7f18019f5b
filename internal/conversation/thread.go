package conversation

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// How many rows a page has.
const (
	defaultThreads = 50
	maxThreads     = 500
	defaultTree    = 200
	maxTree        = 1000
	defaultLine    = 100
	maxLine        = 1000
	defaultChunks  = 500
	maxChunks      = 5000
)

// ThreadsInput selects from a conversation's threads.
type ThreadsInput struct {
	ConversationID chat.ConversationID
	After          time.Time // of the last one on the page before; zero = from the newest
	Limit          int       // about so many; default 50, at most 500
}

// Threads lists threads, newest activity first, and whether there are more. A
// page ends where the time of activity changes.
func (s *Service) Threads(ctx context.Context, a chat.Actor, in ThreadsInput) ([]chat.ThreadSummary, bool, error) {
	threads := timeline[chat.ThreadSummary]{
		place: func(t chat.ThreadSummary) store.Cursor { return store.Cursor{At: t.LastActivityAt, ID: t.RootID.UUID} },
		read: func(before store.Cursor, limit int) ([]chat.ThreadSummary, bool, error) {
			return s.store.ListThreads(ctx, store.ThreadPage{
				ConversationID: in.ConversationID,
				Viewer:         a.Account.ID,
				Before:         before,
				Limit:          limit,
			})
		},
	}
	return threads.page(in.After, pageSize(in.Limit, defaultThreads, maxThreads))
}

// TreeInput selects from a thread.
type TreeInput struct {
	RootID chat.MessageID
	Cursor string // path of the last message of the page before; empty = from the root
	Limit  int    // default 200, at most 1000
}

// Tree lists a thread's messages depth first, and whether there are more.
func (s *Service) Tree(ctx context.Context, a chat.Actor, in TreeInput) ([]chat.Message, bool, error) {
	page := store.TreePage{
		RootID: in.RootID,
		Viewer: a.Account.ID,
		Limit:  pageSize(in.Limit, defaultTree, maxTree),
	}
	if in.Cursor != "" {
		path, err := chat.ParsePath(in.Cursor)
		if err != nil {
			return nil, false, chat.InvalidField("cursor_path", "must be the path of a message")
		}
		page.Cursor = path
	}
	return s.store.ListTree(ctx, page)
}

// LineInput selects from one branch of a conversation.
type LineInput struct {
	ConversationID chat.ConversationID
	Leaf           chat.MessageID // end of the branch; zero = the one the chat shows
	Before         chat.MessageID // only what is above it; zero = from the leaf
	Limit          int            // the ones nearest to the leaf; default 100, at most 1000
}

// Line reads one branch, oldest message first.
func (s *Service) Line(ctx context.Context, a chat.Actor, in LineInput) (store.Line, error) {
	return s.store.Line(ctx, store.LineQuery{
		ConversationID: in.ConversationID,
		Viewer:         a.Account.ID,
		Leaf:           in.Leaf,
		Before:         in.Before,
		Limit:          pageSize(in.Limit, defaultLine, maxLine),
	})
}

// ChunksInput selects from an answer's chunks.
type ChunksInput struct {
	MessageID chat.MessageID
	From      int // index of the first one
	Limit     int // default 500, at most 5000
}

// Chunks lists an answer's saved chunks in their order.
func (s *Service) Chunks(ctx context.Context, a chat.Actor, in ChunksInput) ([]chat.Chunk, error) {
	return s.store.ListChunks(ctx, in.MessageID, a.Account.ID, max(in.From, 0),
		pageSize(in.Limit, defaultChunks, maxChunks))
}

// Message finds one message.
func (s *Service) Message(ctx context.Context, a chat.Actor, id chat.MessageID) (chat.Message, error) {
	m, err := s.store.FindMessage(ctx, id, a.Account.ID)
	return m.Message, err
}
