package event_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

func TestResume(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		committed int   // before anyone follows
		live      int   // published while someone follows
		pruned    int64 // by the log
		after     int64
		want      []int64
		gap       bool
	}{
		"from the log":              {committed: 10, after: 7, want: upTo(8, 10)},
		"from the ring":             {live: 10, after: 7, want: upTo(8, 10)},
		"from both":                 {committed: 10, live: 10, after: 5, want: upTo(6, 20)},
		"from the log, many pages":  {committed: 500, live: 200, after: 188, want: upTo(189, 700)},
		"the ring went on since":    {committed: 5, live: 400, after: 3, want: upTo(4, 405)},
		"nothing new":               {committed: 4, after: 4},
		"the ring reaches far":      {live: 60, pruned: 60, after: 0, want: upTo(1, 60)},
		"too old":                   {committed: 9, pruned: 5, after: 4, gap: true},
		"just not too old":          {committed: 9, pruned: 5, after: 5, want: upTo(6, 9)},
		"too many":                  {committed: 513, after: 0, gap: true},
		"just not too many":         {committed: 512, after: 0, want: upTo(1, 512)},
		"beyond the end":            {committed: 9, after: 10, gap: true},
		"before the beginning":      {committed: 9, after: -1, gap: true},
		"an empty conversation":     {after: 0},
		"an empty one, from beyond": {after: 1, gap: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			virtual(t, event.Options{}, func(r *room) {
				r.commit(test.committed, chat.EventMessageNew)
				r.subscribe(event.Resume{Live: true})
				r.say(test.live, chat.EventMessageNew)
				r.log.prune(test.pruned)
				s := r.subscribe(event.Resume{After: test.after})
				if test.gap {
					r.expectGap(s)
				} else {
					r.expect(s, test.want...)
				}
				r.expectNothing(s)
				r.say(1, chat.EventMessageNew)
				r.expect(s, int64(test.committed+test.live)+1)
			})
		})
	}
}

func TestResumeByTime(t *testing.T) {
	t.Parallel()
	// Events of second n have the positions 10n+1 to 10n+10.
	fill := func(r *room, seconds int) (start time.Time) {
		start = time.Now()
		for range seconds {
			r.say(10, chat.EventMessageNew)
			pass(time.Second)
		}
		return start
	}
	tests := map[string]struct {
		seconds int
		pruned  int64
		since   time.Duration // after the start; negative = everything
		want    []int64
	}{
		"everything":                       {seconds: 3, since: -1, want: upTo(1, 30)},
		"everything that is kept":          {seconds: 30, pruned: 150, since: -1, want: upTo(151, 300)},
		"everything the log still has":     {seconds: 30, pruned: 250, since: -1, want: upTo(251, 300)},
		"the newest of very many":          {seconds: 60, since: -1, want: upTo(89, 600)},
		"later than an event":              {seconds: 30, since: time.Second, want: upTo(21, 300)},
		"later than an event, in the ring": {seconds: 30, since: 28 * time.Second, want: upTo(291, 300)},
		"in the future":                    {seconds: 3, since: time.Hour},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			virtual(t, event.Options{}, func(r *room) {
				r.subscribe(event.Resume{Live: true})
				start := fill(r, test.seconds)
				r.log.prune(test.pruned)
				from := event.Resume{All: true}
				if test.since >= 0 {
					from = event.Resume{Since: start.Add(test.since)}
				}
				s := r.subscribe(from)
				r.expect(s, test.want...)
				r.expectNothing(s)
				r.say(1, chat.EventMessageNew)
				r.expect(s, int64(10*test.seconds+1))
			})
		})
	}
}

// A client can have read an event before it is announced to the hub.
func TestResumeFromAnEventThatIsNotAnnouncedYet(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		r.say(2, chat.EventMessageNew)
		r.subscribe(event.Resume{Live: true})
		e := r.commit(2, chat.EventMessageNew)
		s := r.subscribe(event.Resume{After: 3})
		r.Publish(e...)
		r.expect(s, 4)
		r.expectNothing(s)
	})
}

func TestAClientThatReturnsSoonIsServedFromMemory(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		r.say(3, chat.EventMessageNew)
		s.Close()
		r.say(3, chat.EventMessageNew)
		before := r.log.reads
		r.expect(r.subscribe(event.Resume{After: 2}), 3, 4, 5, 6)
		if r.log.reads != before {
			r.t.Error("the log was read")
		}
	})
}

func TestTopicsAreForgotten(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		r.subscribe(event.Resume{Live: true}).Close()
		r.say(3, chat.EventMessageNew)
		pass(2 * time.Minute)
		r.expect(r.subscribe(event.Resume{After: 2}), 3)
		if r.log.reads != 1 {
			r.t.Errorf("the log was read %d times", r.log.reads)
		}
	})
}

func TestOnlySomeTopicsAreKeptIdle(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		first := r.id
		for range 300 {
			r.subscribe(event.Resume{Live: true}).Close()
			r.say(1, chat.EventMessageNew)
			r.id = chat.NewID[chat.Conversation]()
		}
		r.id = first
		r.expect(r.subscribe(event.Resume{After: 0}), 1)
		if r.log.reads != 1 {
			r.t.Errorf("the log was read %d times", r.log.reads)
		}
	})
}

func TestSubscribeReportsTheLogsFailure(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		down := chat.WithCode(chat.Unavailable, "", "down")
		r.log.breakWith(down)
		if _, err := r.Subscribe(r.t.Context(), r.id, r.reader, event.Resume{Live: true}); err != down {
			r.t.Errorf("got %v", err)
		}
		r.log.breakWith(nil)
		r.commit(1, chat.EventMessageNew)
		s := r.subscribe(event.Resume{Live: true})
		r.log.breakWith(down)
		if _, err := r.Subscribe(r.t.Context(), r.id, r.reader, event.Resume{After: 0}); err != down {
			r.t.Errorf("got %v", err)
		}
		r.log.breakWith(nil)
		r.say(1, chat.EventMessageNew)
		r.expect(s, 2)
	})
}

// TestDeletedTextIsNotReplayed: after a deletion the log is asked for what came
// before it, since it does not tell the text any more.
func TestDeletedTextIsNotReplayed(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		live := r.subscribe(event.Resume{Live: true})
		deleted := chat.Message{ID: chat.NewID[chat.Message](), ConversationID: r.id, DeletedAt: time.Now()}
		said := deleted
		said.Content, said.DeletedAt = "secret", time.Time{}
		update := func(m chat.Message) {
			r.Publish(r.log.commit(chat.NewEvent(r.id, chat.EventMessageUpdated, m.ID, m.ID, chat.MessagePayload{Message: m}, time.Now()))...)
		}
		update(said)
		r.say(1, chat.EventMessageNew)
		reads := r.log.reads
		r.expect(r.subscribe(event.Resume{After: 0}), 1, 2) // an edit is read from the ring
		if r.log.reads != reads {
			t.Error("the log was read after an edit")
		}
		r.log.blank(1)
		update(deleted)
		s := r.subscribe(event.Resume{After: 0})
		var text strings.Builder
		for seen := []int64(nil); !slices.Contains(seen, 3); {
			events, err := s.Next(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				text.Write(e.Payload)
			}
			seen = positionsOf(events)
		}
		if strings.Contains(text.String(), "secret") {
			t.Errorf("replayed: %s", text.String())
		}
		reads = r.log.reads
		r.expect(r.subscribe(event.Resume{After: 2}), 3)
		if r.log.reads != reads {
			t.Error("the log was read for what came after the deletion")
		}
		r.expect(live, 1, 2, 3)
	})
}
