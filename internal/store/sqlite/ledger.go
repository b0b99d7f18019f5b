package sqlite

import (
	"encoding/json"
	"fmt"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	sqlTakePositions = `
		UPDATE conversations SET position = position + ?2, event_rows = event_rows + ?3 WHERE id = ?1
		RETURNING position, events_since IS NULL`
	sqlKeepEventsSince = `UPDATE conversations SET events_since = ?2 WHERE id = ?1`
	sqlAddEvent        = `
		INSERT INTO events (conversation_id, position, type, root_id, message_id, created_at, payload)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
)

// ledger is what one unit of work adds to the log of one conversation. It takes
// all its positions at once and hands them out in order.
type ledger struct {
	t            *tx
	conversation chat.ConversationID
	next, last   int64
	first        bool // none of the conversation's events is kept
	events       []chat.Event
}

// openLedger takes positions for a number of events and chunks. All of them
// have to be used: positions have no gaps.
func (t *tx) openLedger(conversation chat.ConversationID, events, chunks int) (*ledger, error) {
	rows := 0
	if t.persistEvents {
		rows = events
	}
	l := &ledger{t: t, conversation: conversation}
	if err := scanOne(t, sqlTakePositions, args{conversation, events + chunks, rows}, &l.last, &l.first); err != nil {
		return nil, orNotFound(err, "there is no such conversation")
	}
	l.next = l.last - int64(events+chunks) + 1
	return l, nil
}

// add gives an event the next position and keeps it.
func (l *ledger) add(e chat.Event) error {
	e.Position = l.next
	l.next++
	e.CreatedAt = stored(e.CreatedAt)
	l.events = append(l.events, e)
	if !l.t.persistEvents {
		return nil
	}
	if l.first {
		l.first = false
		if err := l.t.exec(sqlKeepEventsSince, l.conversation, micros(e.CreatedAt)); err != nil {
			return err
		}
	}
	payload := []byte(e.Payload)
	if e.Type == chat.EventUnreadUpdate {
		var err error
		if payload, err = json.Marshal(e.Unread); err != nil {
			return err
		}
	}
	return l.t.exec(sqlAddEvent, l.conversation, e.Position, e.Type, e.RootID, e.MessageID, micros(e.CreatedAt), string(payload))
}

// addChunk gives the event of a chunk, which already has the next position, its
// place. It is not kept: the chunk's row tells it.
func (l *ledger) addChunk(delta chat.Event) {
	l.next++
	l.events = append(l.events, delta)
}

// close returns the events once every position is used.
func (l *ledger) close() ([]chat.Event, error) {
	if l.next != l.last+1 {
		return nil, fmt.Errorf("positions up to %d were taken, the next to use is %d", l.last, l.next)
	}
	return l.events, nil
}
