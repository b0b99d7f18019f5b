package event_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

func TestASignKeepsItsPlaceInACall(t *testing.T) {
	t.Parallel()
	// A post is announced in one call: its own events, and a sign in between.
	// Positions tell the events of two posts apart; 0 is a sign.
	post := func(r *room) []chat.Event {
		e := r.commit(3, chat.EventMessageNew)
		return slices.Insert(e, 2, r.event(chat.EventTypingUpdate))
	}
	tests := map[string]struct {
		publish func(r *room)
		want    []int64
	}{
		"in order": {func(r *room) {
			r.Publish(post(r)...)
			r.Publish(post(r)...)
		}, []int64{1, 2, 0, 3, 4, 5, 0, 6}},
		"the second overtakes the first": {func(r *room) {
			first, second := post(r), post(r)
			r.Publish(second...)
			r.Publish(first...)
		}, []int64{1, 2, 0, 3, 4, 5, 0, 6}},
		"the first comes from the log": {func(r *room) {
			post(r)
			r.Publish(post(r)...)
		}, []int64{1, 2, 3, 4, 5, 0, 6}},
		"the log is faster": {func(r *room) {
			e := post(r)
			r.Notice(r.id, 3)
			pass(100 * time.Millisecond)
			r.Publish(e...)
		}, []int64{1, 2, 3, 0}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			virtual(t, event.Options{}, func(r *room) {
				s := r.subscribe(event.Resume{Live: true})
				test.publish(r)
				r.expect(s, test.want...)
				r.expectNothing(s)
			})
		})
	}
}

func TestTheGreetingFollowsTheReplay(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		r.commit(3, chat.EventMessageNew)
		r.subscribe(event.Resume{Live: true})
		r.say(2, chat.EventMessageNew)
		for name, from := range map[string]event.Resume{"from the log": {After: 1}, "from the ring": {After: 3}, "live": {Live: true}, "after a gap": {After: 99}} {
			s := r.subscribe(from)
			s.Greet(r.event(chat.EventPresenceUpdate), r.event(chat.EventTypingUpdate))
			r.Publish(r.event(chat.EventPresenceUpdate)) // after subscribing
			var got []chat.EventType
			for len(got) < 3 || got[len(got)-1] != chat.EventPresenceUpdate || got[len(got)-2] != chat.EventTypingUpdate {
				events, err := s.Next(r.t.Context())
				if err != nil {
					t.Fatalf("%s: %v after %v", name, err, got)
				}
				got = append(got, typesOf(events)...)
			}
			if slices.Contains(got[len(got)-3:], chat.EventMessageNew) || slices.Contains(got[:len(got)-3], chat.EventPresenceUpdate) {
				t.Errorf("%s: %v", name, got)
			}
		}
	})
}

func TestNobodyIsGreetedWhoIsCutOff(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		s.Greet(r.event(chat.EventPresenceUpdate))
		r.CutAccount(r.reader)
		r.expectError(s, event.ErrClosed)
	})
}

// attendance remembers what it is told.
type attendance struct {
	mu   sync.Mutex
	open map[chat.AccountID]int
	most int
	told []chat.MembershipPayload
}

func (a *attendance) Opened(id chat.AccountID) { a.count(id, 1) }
func (a *attendance) Closed(id chat.AccountID) { a.count(id, -1) }

func (a *attendance) count(id chat.AccountID, by int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open[id] += by
	a.most = max(a.most, a.open[id])
}

func (a *attendance) MembershipChanged(p chat.MembershipPayload) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.told = append(a.told, p)
}

func TestStreamsAreCounted(t *testing.T) {
	t.Parallel()
	for name, start := range transports {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, event.Options{}, start)
			a := &attendance{open: map[chat.AccountID]int{}}
			s.SetAttendance(a)
			s.follow("")
			s.follow("")
			s.Close()
			s.server.Close()
			if a.most != 2 || a.open[s.reader] != 0 {
				t.Errorf("up to %d streams, then %d", a.most, a.open[s.reader])
			}
		})
	}
}

func TestARecorderIsCountedToo(t *testing.T) {
	t.Parallel()
	r := newRoom(t, event.Options{})
	a := &attendance{open: map[chat.AccountID]int{}}
	r.SetAttendance(a)
	s := r.subscribe(event.Resume{Live: true})
	r.CutAccount(r.reader)
	r.Serve(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody), s)
	if a.most != 1 || a.open[r.reader] != 0 {
		t.Errorf("%+v", a)
	}
}

func TestMembershipIsTold(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		a := &attendance{open: map[chat.AccountID]int{}}
		r.SetAttendance(a)
		r.subscribe(event.Resume{Live: true})
		e := r.log.commit(r.membership(r.reader, "added"), r.event(chat.EventMessageNew), r.membership(r.reader, "role_updated"))
		r.Notice(r.id, 1)
		pass(time.Second)
		r.Publish(e[1:]...)
		var got []string
		for _, p := range a.told {
			got = append(got, p.Action)
		}
		if !slices.Equal(got, []string{"added", "role_updated"}) {
			t.Errorf("told %v", got)
		}
	})
}
