package event_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/event"
)

func (r *room) membership(who chat.AccountID, action string) chat.Event {
	return membershipEvent(r.id, who, action)
}

func membershipEvent(id chat.ConversationID, who chat.AccountID, action string) chat.Event {
	return chat.NewEvent(id, chat.EventMembershipChanged, chat.MessageID{}, chat.MessageID{},
		chat.MembershipPayload{ConversationID: id, UserID: who, Role: chat.RoleParticipant, Action: action}, time.Now())
}

func (r *room) updated(deletedAt time.Time) chat.Event {
	return chat.NewEvent(r.id, chat.EventConversationUpdated, chat.MessageID{}, chat.MessageID{},
		chat.ConversationPayload{ConversationID: r.id, DeletedAt: deletedAt}, time.Now())
}

// follower subscribes as somebody.
func (r *room) follower(who chat.AccountID, from event.Resume) *event.Subscription {
	r.t.Helper()
	s, err := r.Subscribe(r.t.Context(), r.id, who, from)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(s.Close)
	return s
}

func TestWhoIsRemovedIsCutOffAfterHearingOfIt(t *testing.T) {
	t.Parallel()
	// The removal reaches a hub in three ways.
	ways := map[string]func(r *room, events []chat.Event){
		"published": func(r *room, events []chat.Event) { r.Publish(events...) },
		"healed":    func(r *room, events []chat.Event) { r.Publish(events[len(events)-1]) },
		"noticed":   func(r *room, events []chat.Event) { r.Notice(r.id, events[len(events)-1].Position) },
	}
	for name, bring := range ways {
		t.Run(name, func(t *testing.T) {
			virtual(t, event.Options{}, func(r *room) {
				leaves, second := r.subscribe(event.Resume{Live: true}), r.subscribe(event.Resume{Live: true})
				other := chat.NewID[chat.Account]()
				stays := r.follower(other, event.Resume{Live: true})
				bring(r, r.log.commit(
					r.event(chat.EventMessageNew),
					r.membership(other, "role_updated"),
					r.membership(r.reader, "removed"),
					r.event(chat.EventMessageNew),
				))
				for _, s := range []*event.Subscription{leaves, second} {
					r.expect(s, 1, 2, 3)
					r.expectError(s, event.ErrClosed)
				}
				r.expect(stays, 1, 2, 3, 4)
				r.say(1, chat.EventMessageNew)
				r.expect(stays, 5)
			})
		})
	}
}

func TestADeletedConversationsStreamsEnd(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		first, second := r.subscribe(event.Resume{Live: true}), r.follower(chat.NewID[chat.Account](), event.Resume{Live: true})
		r.Publish(r.log.commit(r.updated(time.Time{}), r.updated(time.Now()), r.event(chat.EventMessageDone))...)
		for _, s := range []*event.Subscription{first, second} {
			r.expect(s, 1, 2)
			r.expectError(s, event.ErrClosed)
		}
	})
}

func TestWhoComesBackIsNotCutOffAgain(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		r.Publish(r.log.commit(r.membership(r.reader, "removed"), r.membership(r.reader, "added"))...)
		s := r.subscribe(event.Resume{After: 0})
		r.expect(s, 1, 2)
		removed := r.log.commit(r.membership(r.reader, "removed"), r.membership(r.reader, "added"))
		early := r.subscribe(event.Resume{After: 4}) // has read so far already
		r.Publish(removed...)
		r.expect(s, 3)
		r.expectError(s, event.ErrClosed)
		r.say(1, chat.EventMessageNew)
		r.expect(early, 5)
	})
}

func TestASignOutEndsAStreamNoLaterThanARemoval(t *testing.T) {
	virtual(t, event.Options{}, func(r *room) {
		s := r.subscribe(event.Resume{Live: true})
		e := r.log.commit(r.membership(r.reader, "removed"), r.event(chat.EventMessageNew))
		r.Publish(e[1])
		r.CutAccount(r.reader) // after everything that was announced so far
		r.Publish(e[0])
		r.expect(s, 1)
		r.expectError(s, event.ErrClosed)
	})
}

// TestNobodySlipsThrough has people subscribe while they are being removed, in
// the order of the stream handler: subscribe first, look for the seat after.
func TestNobodySlipsThrough(t *testing.T) {
	t.Parallel()
	patience, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for range 300 {
		r := newRoom(t, event.Options{Window: -1})
		r.subscribe(event.Resume{Live: true}) // keeps the topic
		var (
			mu      sync.Mutex
			seated  = true
			working sync.WaitGroup
		)
		working.Go(func() {
			mu.Lock()
			seated = false
			removal := r.log.commit(r.membership(r.reader, "removed"))
			mu.Unlock()
			r.Publish(removal...)
		})
		working.Go(func() {
			s, err := r.Subscribe(t.Context(), r.id, r.reader, event.Resume{Live: true})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			mu.Lock()
			admitted := seated
			mu.Unlock()
			if !admitted {
				return
			}
			for err == nil {
				_, err = s.Next(patience)
			}
			if !errors.Is(err, event.ErrClosed) {
				t.Errorf("ended with %v", err)
			}
		})
		working.Wait()
		r.Close()
	}
}
