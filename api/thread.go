package api

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

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

// AppendJSON appends the page as its struct tags say, without reflection.
func (r ThreadTreeResponse) AppendJSON(b []byte) []byte {
	b, _ = r.RootID.AppendText(append(b, `{"root_id":"`...)) // never fails
	b = append(b, `","messages":[`...)
	for i := range r.Messages {
		if i > 0 {
			b = append(b, ',')
		}
		b = r.Messages[i].AppendJSON(b)
	}
	b = append(b, ']')
	if r.NextCursor != "" {
		b, _ = jsontext.AppendQuote(append(b, `,"next_cursor":`...), r.NextCursor) // ASCII
	}
	return append(b, '}')
}

// MarkThreadReadRequest moves the caller's read mark forward.
type MarkThreadReadRequest struct {
	Path *chat.Path `json:"path,omitempty" nullable:"true" doc:"Path of the last message read; missing = everything."`
}

// UnreadSummaryResponse counts the caller's unread messages by thread.
type UnreadSummaryResponse struct {
	Threads []chat.ThreadUnread `json:"threads"`
}
