package event_test

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

// Where the log keeps nothing, memory is what readers resume from.
func TestRetentionInMemory(t *testing.T) {
	virtual(t, event.Options{Retention: 30 * time.Minute}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		r.say(3, chat.EventMessageNew)
		r.log.prune(1 << 40) // nothing is there ever
		s.Close()
		pass(29 * time.Minute)
		r.expect(r.subscribe(event.Resume{After: 1}), 2, 3)
		r.expect(r.subscribe(event.Resume{All: true}), 1, 2, 3)
		pass(2 * time.Minute) // somebody still reads, but the events are too old
		r.expectGap(r.subscribe(event.Resume{After: 1}))
		r.expectNothing(r.subscribe(event.Resume{All: true}))
		r.say(1, chat.EventMessageNew)
		r.expect(r.subscribe(event.Resume{After: 3}), 4)
		r.expect(r.subscribe(event.Resume{Since: time.Now().Add(-time.Hour)}), 4)
	})
}

func TestRetentionEndsWithTheTopic(t *testing.T) {
	virtual(t, event.Options{Retention: 30 * time.Minute}, func(r *room) {
		r.subscribe(event.Resume{Live: true}).Close()
		r.say(3, chat.EventMessageNew)
		r.log.prune(1 << 40)
		pass(31 * time.Minute)
		r.expectGap(r.subscribe(event.Resume{After: 1}))
	})
}

func TestRetentionIsBounded(t *testing.T) {
	virtual(t, event.Options{Retention: 30 * time.Minute}, func(r *room) {
		first := r.id
		for range 1002 {
			r.subscribe(event.Resume{Live: true}).Close()
			r.say(1, chat.EventMessageNew)
			r.id = chat.NewID[chat.Conversation]()
		}
		r.log.prune(1 << 40)
		r.id = first
		r.expectGap(r.subscribe(event.Resume{After: 0}))
	})
}
