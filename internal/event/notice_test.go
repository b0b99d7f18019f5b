package event_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

func TestANoticeBringsWhatOthersCommitted(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		r.commit(3, chat.EventMessageNew)
		start := time.Now()
		r.Notice(r.id, 3)
		r.expect(s, 1, 2, 3)
		r.Notice(r.id, 2) // late
		r.commit(1, chat.EventMessageNew)
		r.Notice(r.id, 4)
		r.expect(s, 4)
		if took := time.Since(start); took > 10*time.Millisecond {
			t.Errorf("it took %v", took)
		}
	})
}

func TestANoticeFillsTheGapBeforeAnOwnEvent(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		r.commit(2, chat.EventMessageNew)
		r.say(1, chat.EventMessageNew) // position 3, and nobody here knows 1 and 2
		start := time.Now()
		r.Notice(r.id, 2)
		r.expect(s, 1, 2, 3)
		if took := time.Since(start); took > 10*time.Millisecond {
			t.Errorf("it took %v", took)
		}
	})
}

func TestALostNoticeCostsAHeartbeat(t *testing.T) {
	virtual(t, event.Options{Heartbeat: 20 * time.Second}, func(r *room) {
		ctx, stop := context.WithCancel(r.t.Context())
		ended := make(chan error, 1)
		go func() { ended <- r.Watch(ctx) }()
		s := r.subscribe(event.Resume{Live: true})
		r.commit(2, chat.EventMessageNew)
		start := time.Now()
		r.expect(s, 1, 2)
		if took := time.Since(start); took > 21*time.Second {
			t.Errorf("it took %v", took)
		}
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestNobodyReadsTheLogForATopicNobodyFollows(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		r.subscribe(event.Resume{Live: true}).Close()
		r.commit(2, chat.EventMessageNew)
		reads := r.log.reads
		r.Notice(r.id, 2)
		pass(time.Second)
		if r.log.reads != reads {
			t.Error("the log was read for nobody")
		}
		s := r.subscribe(event.Resume{After: 1})
		r.expect(s, 2)
	})
}

func TestCheckReportsAFailure(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		away := errors.New("away")
		r.log.breakWith(away)
		if err := r.Check(r.t.Context()); err != nil {
			t.Errorf("nothing to compare, and still %v", err)
		}
		r.log.breakWith(nil)
		r.subscribe(event.Resume{Live: true})
		r.log.breakWith(away)
		if err := r.Check(r.t.Context()); !errors.Is(err, away) {
			t.Errorf("got %v", err)
		}
	})
}

func TestPublishedEventsAreAnnounced(t *testing.T) {
	t.Parallel()
	type mark struct {
		conversation chat.ConversationID
		position     int64
	}
	var announced []mark
	r := newRoom(t, event.Options{Announce: func(c chat.ConversationID, p int64) {
		announced = append(announced, mark{c, p})
	}})
	events := r.commit(3, chat.EventMessageNew)
	other := events[0]
	other.ConversationID, other.Position = chat.NewID[chat.Conversation](), 9
	sign := r.event(chat.EventTypingUpdate)
	r.Publish(events[1], events[0], other)
	r.Publish(sign)
	if want := []mark{{r.id, 2}, {other.ConversationID, 9}}; !slices.Equal(announced, want) {
		t.Errorf("announced %v, want %v", announced, want)
	}
}

func TestAccountsAreThoseWhoRead(t *testing.T) {
	t.Parallel()
	r := newRoom(t, event.Options{})
	first, second := r.subscribe(event.Resume{Live: true}), r.subscribe(event.Resume{Live: true})
	if got := r.Accounts(); !slices.Equal(got, []chat.AccountID{r.reader}) {
		t.Errorf("got %v", got)
	}
	first.Close()
	second.Close()
	if got := r.Accounts(); len(got) != 0 {
		t.Errorf("got %v after they left", got)
	}
}
