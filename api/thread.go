package api

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// ThreadListResponse is one page of a conversation's threads, newest activity
// first.
type ThreadListResponse struct {
	Threads   []chat.ThreadSummary `json:"threads"`
	NextAfter time.Time            `json:"next_after,omitzero" doc:"Pass as after for the next page; absent on the last."`
}

// ThreadTreeResponse is one page of a thread in depth-first order.
type ThreadTreeResponse struct {
	RootID     chat.MessageID `json:"root_id" format:"uuid"`
	Messages   []chat.Message `json:"messages"`
	NextCursor chat.Path      `json:"next_cursor,omitempty" doc:"Pass as cursor_path for the next page; absent on the last."`
}

// MarkThreadReadRequest moves the caller's read mark forward.
type MarkThreadReadRequest struct {
	Path *chat.Path `json:"path,omitempty" nullable:"true" doc:"Path of the last message read; missing = everything."`
}

// UnreadSummaryResponse counts the caller's unread messages by thread.
type UnreadSummaryResponse struct {
	Threads []chat.ThreadUnread `json:"threads"`
}
