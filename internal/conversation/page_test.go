package conversation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

// TestPagesLoseNothing walks lists in which several rows are of one instant, by
// nothing but the time of the last row of each page.
func TestPagesLoseNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := newWorldWith(t, conversation.Options{Now: func() time.Time { return now }})
	var rooms []chat.ConversationID
	var roots []chat.MessageID
	for _, together := range []int{1, 4, 2, 1, 3} {
		now = now.Add(time.Microsecond)
		for range together {
			title := "Room"
			c, err := w.svc.Create(t.Context(), w.outsider, conversation.CreateInput{Title: &title, Kind: chat.KindGroup})
			w.check(err)
			rooms = append(rooms, c.ID)
			roots = append(roots, w.post(w.owner, conversation.PostInput{ConversationID: w.group.ID, Content: "root"}).Message.ID)
		}
	}
	slices.Reverse(rooms)
	slices.Reverse(roots)
	for limit := 1; limit <= len(rooms)+1; limit++ {
		gotRooms := walk(t, limit, func(after time.Time) ([]chat.Conversation, bool, error) {
			return w.svc.List(t.Context(), w.outsider, conversation.ListInput{After: after, Limit: limit})
		}, func(c chat.Conversation) (chat.ConversationID, time.Time) { return c.ID, c.LastActivityAt })
		if !slices.Equal(gotRooms, rooms) {
			t.Errorf("pages of %d: conversations %v, want %v", limit, gotRooms, rooms)
		}
		gotRoots := walk(t, limit, func(after time.Time) ([]chat.ThreadSummary, bool, error) {
			return w.svc.Threads(t.Context(), w.owner, conversation.ThreadsInput{ConversationID: w.group.ID, After: after, Limit: limit})
		}, func(t chat.ThreadSummary) (chat.MessageID, time.Time) { return t.RootID, t.LastActivityAt })
		if !slices.Equal(gotRoots, roots) {
			t.Errorf("pages of %d: threads %v, want %v", limit, gotRoots, roots)
		}
	}
}

func walk[T, ID any](t *testing.T, limit int, read func(after time.Time) ([]T, bool, error), row func(T) (ID, time.Time)) (ids []ID) {
	t.Helper()
	var after time.Time
	for more := true; more; {
		var page []T
		var err error
		if page, more, err = read(after); err != nil || len(page) == 0 {
			t.Fatalf("page of %d behind %v: %d rows, error %v", limit, after, len(page), err)
		}
		times := map[time.Time]bool{}
		for _, r := range page {
			id, at := row(r)
			ids, after, times[at] = append(ids, id), at, true
		}
		if len(page) > limit && len(times) > 1 {
			t.Errorf("a page of %d rows instead of %d goes over several instants", len(page), limit)
		}
	}
	return ids
}
