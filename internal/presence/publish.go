package presence

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	// peopleAtOnce bounds a round of publishing, and roundPause separates
	// rounds: when everybody comes back at once, readers have to keep up.
	peopleAtOnce = 50
	roundPause   = 25 * time.Millisecond
)

// publishLater has somebody's presence published in all of their conversations
// but one that knows already.
func (s *Service) publishLater(id chat.AccountID, but chat.ConversationID) {
	if knows, waiting := s.untold[id]; waiting && knows != but {
		but = chat.ConversationID{} // not both times the same one
	}
	s.untold[id] = but
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// publishAll publishes what there is to tell, in rounds.
func (s *Service) publishAll(ctx context.Context) {
	for {
		round := s.takeUntold()
		if len(round) == 0 {
			return
		}
		if err := s.publishRound(ctx, round); err != nil && ctx.Err() == nil {
			s.log.Warn("presence could not be published", "accounts", len(round), "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(roundPause):
		}
	}
}

func (s *Service) takeUntold() map[chat.AccountID]chat.ConversationID {
	s.mu.Lock()
	defer s.mu.Unlock()
	round := make(map[chat.AccountID]chat.ConversationID, min(len(s.untold), peopleAtOnce))
	for id, but := range s.untold {
		if len(round) == peopleAtOnce {
			break
		}
		round[id] = but
		delete(s.untold, id)
	}
	return round
}

// publishRound reads where people are, once for all of them.
func (s *Service) publishRound(ctx context.Context, round map[chat.AccountID]chat.ConversationID) error {
	accounts := make([]chat.AccountID, 0, len(round))
	for id := range round {
		accounts = append(accounts, id)
	}
	seats, err := s.store.Seats(ctx, accounts)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if seat.ConversationID != round[seat.AccountID] && s.hub.Followed(seat.ConversationID) {
			s.hub.Publish(s.update(seat.ConversationID, seat.AccountID))
		}
	}
	return nil
}

// update is the sign that tells a conversation how somebody is.
func (s *Service) update(conversation chat.ConversationID, id chat.AccountID) chat.Event {
	status, seen := s.Presence(id)
	return s.presenceEvent(conversation, id, status, seen)
}

func (s *Service) presenceEvent(conversation chat.ConversationID, id chat.AccountID, status chat.PresenceStatus, seen time.Time) chat.Event {
	return chat.NewEvent(conversation, chat.EventPresenceUpdate, chat.MessageID{}, chat.MessageID{}, chat.PresencePayload{
		ConversationID: conversation, UserID: id, Status: status, LastSeenAt: seen.UTC(),
	}, s.now())
}

// MembershipChanged tells a conversation how somebody is who has come in, and
// that somebody is not there who has left.
func (s *Service) MembershipChanged(p chat.MembershipPayload) {
	switch p.Action {
	case "added":
		s.hub.Publish(s.update(p.ConversationID, p.UserID))
	case "removed":
		_, seen := s.Presence(p.UserID)
		events := s.stopTypingIn(p.ConversationID, p.UserID)
		s.hub.Publish(append(events, s.presenceEvent(p.ConversationID, p.UserID, chat.PresenceOffline, seen))...)
	}
}

// Posted takes a post for a sign of life and for the end of typing, and returns
// the signs that tell its conversation so. They are to be published with the
// post's own events.
func (s *Service) Posted(m chat.Message) []chat.Event {
	stopped := Typing{m.AuthorID, m.ConversationID, m.RootID, s.now()}
	s.notePost(m, stopped)
	return []chat.Event{s.update(m.ConversationID, m.AuthorID), s.typingEvent(stopped)}
}

func (s *Service) notePost(m chat.Message, stopped Typing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.person(m.AuthorID).due(s.now())
	s.noteHere(m.AuthorID, chat.PresenceOnline)
	if before != chat.PresenceOnline {
		s.publishLater(m.AuthorID, m.ConversationID)
	}
	s.stopTyping(stopped, true)
}

// Present is the state of a conversation for somebody who has just begun to
// follow it: who else is there, and who types.
func (s *Service) Present(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.Event, error) {
	if !s.isAnybodyElse(viewer) {
		return nil, nil
	}
	participants, err := s.store.ListParticipants(ctx, conversation)
	if err != nil {
		return nil, err
	}
	var events []chat.Event
	for _, id := range participants {
		if status, seen := s.Presence(id); id != viewer && status != chat.PresenceOffline {
			events = append(events, s.presenceEvent(conversation, id, status, seen))
		}
	}
	return append(events, s.typists(conversation)...), nil
}

// isAnybodyElse spares most readers of a small server a question to the store.
func (s *Service) isAnybodyElse(viewer chat.AccountID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	others := s.there
	if p := s.people[viewer]; p != nil && p.status != chat.PresenceOffline {
		others--
	}
	return others > 0
}
