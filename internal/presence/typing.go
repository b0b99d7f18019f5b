package presence

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Typing says that somebody types in a thread until a time. A time that is not
// in the future means that they have stopped.
type Typing struct {
	Account      chat.AccountID
	Conversation chat.ConversationID
	Root         chat.MessageID
	Until        time.Time
}

// typist is who types in which thread of a conversation.
type typist struct {
	root    chat.MessageID
	account chat.AccountID
}

type typing struct {
	until time.Time
	told  time.Time // the until that the others know
	own   bool      // it was said to this instance
}

// TypingInput says that the caller types.
type TypingInput struct {
	ConversationID chat.ConversationID
	RootID         chat.MessageID
	For            time.Duration // at most 30 s; 0 and less: they have stopped
}

// Type passes on that somebody who may post in a conversation types in one of
// its threads. NotFound to outsiders, Forbidden to viewers, Invalid for another
// conversation's thread.
func (s *Service) Type(ctx context.Context, a chat.Actor, in TypingInput) error {
	if err := s.mayType(ctx, a, in); err != nil {
		return err
	}
	t := Typing{a.Account.ID, in.ConversationID, in.RootID, s.now().Add(min(max(in.For, 0), maxTyping))}
	if s.noteTyping(t, true) {
		s.hub.Publish(s.typingEvent(t))
	}
	return nil
}

func (s *Service) mayType(ctx context.Context, a chat.Actor, in TypingInput) error {
	if a.Account.Roles.Has(chat.RoleReadOnly) {
		return chat.Errorf(chat.Forbidden, "This account can only read.")
	}
	root, err := s.store.FindMessage(ctx, in.RootID, a.Account.ID)
	switch {
	case err != nil:
		return err
	case !root.Role.CanPost():
		return chat.Errorf(chat.Forbidden, "Viewers cannot change anything in this conversation.")
	case root.Message.ConversationID != in.ConversationID || root.Message.RootID != root.Message.ID:
		return chat.InvalidField("root_id", "must be the first message of a thread in the conversation")
	}
	return nil
}

// noteTyping takes in that somebody types, and reports whether it is to be
// passed on. A renewal that adds less than a second need not be.
func (s *Service) noteTyping(t Typing, own bool) (news bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who := typist{t.Root, t.Account}
	if !t.Until.After(s.now()) {
		s.stopTyping(t, own)
		return true
	}
	typists := s.typing[t.Conversation]
	if typists == nil {
		typists = map[typist]*typing{}
		s.typing[t.Conversation] = typists
	}
	state := typists[who]
	if state == nil {
		state = &typing{}
		typists[who] = state
	}
	state.until, state.own = t.Until, own
	if added := t.Until.Sub(state.told); added >= 0 && added < renewal {
		return false
	}
	state.told = t.Until
	if own {
		s.peers.TellTyping(t)
	}
	return true
}

// stopTyping forgets a typist. The other instances are told of one who is known
// and has stopped here.
func (s *Service) stopTyping(t Typing, own bool) {
	who := typist{t.Root, t.Account}
	if _, typed := s.typing[t.Conversation][who]; !typed {
		return
	}
	s.forgetTyping(t.Conversation, who)
	if own {
		s.peers.TellTyping(t)
	}
}

func (s *Service) forgetTyping(conversation chat.ConversationID, who typist) {
	delete(s.typing[conversation], who)
	if len(s.typing[conversation]) == 0 {
		delete(s.typing, conversation)
	}
}

// stopTypingIn ends all typing of somebody in a conversation.
func (s *Service) stopTypingIn(conversation chat.ConversationID, account chat.AccountID) (events []chat.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for who := range s.typing[conversation] {
		if who.account == account {
			s.forgetTyping(conversation, who)
			events = append(events, s.typingEvent(Typing{account, conversation, who.root, s.now()}))
		}
	}
	return events
}

// typists lists who types in a conversation.
func (s *Service) typists(conversation chat.ConversationID) (events []chat.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for who, t := range s.typing[conversation] {
		if t.until.After(s.now()) {
			events = append(events, s.typingEvent(Typing{who.account, conversation, who.root, t.until}))
		}
	}
	return events
}

func (s *Service) typingEvent(t Typing) chat.Event {
	return chat.NewEvent(t.Conversation, chat.EventTypingUpdate, t.Root, chat.MessageID{}, chat.TypingPayload{
		ConversationID: t.Conversation, RootID: t.Root, UserID: t.Account, ExpiresAt: t.Until.UTC(),
	}, s.now())
}
