package conversation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// RegenerateInput asks for one more answer.
type RegenerateInput struct {
	// MessageID is an answer, which gets a sibling, or a person's message,
	// which is answered again. Zero = the answer at the end of the branch
	// that the chat ConversationID shows.
	MessageID      chat.MessageID
	ConversationID chat.ConversationID
	ModelID        chat.ModelID // as in PostInput
	Instruction    string       // extra wish for this answer, such as "shorter"
	RequestID      string       // as in PostInput
	RequireModel   bool         // as in PostInput
	// OnlyWithoutActive refuses with Conflict while an answer is written.
	OnlyWithoutActive bool
}

// Regenerate answers a message once more. Nothing is lost: the earlier answers
// stay beside the new one.
func (s *Service) Regenerate(ctx context.Context, a chat.Actor, in RegenerateInput) (store.Posted, error) {
	if err := checkText("instruction", in.Instruction, maxInstruction); err != nil {
		return store.Posted{}, err
	}
	requestID, err := checkRequestID(in.RequestID)
	if err != nil {
		return store.Posted{}, err
	}
	c, err := s.placeOf(ctx, a, in)
	if err != nil {
		return store.Posted{}, err
	}
	if earlier, found, err := s.earlier(ctx, c.ID, requestID); found || err != nil {
		return earlier, err
	}
	to, err := s.question(ctx, a, c, in.MessageID)
	if err != nil {
		return store.Posted{}, err
	}
	answer, err := s.resp.Plan(ctx, a, chat.ModelChoice{
		Explicit:     in.ModelID,
		Preferred:    c.ModelID,
		Instruction:  in.Instruction,
		RequireModel: in.RequireModel,
	})
	if err != nil {
		return store.Posted{}, err
	}
	posted, err := s.store.StartAnswer(ctx, store.StartAnswer{
		To:                to,
		By:                a.Account.ID,
		RequestID:         requestID,
		Answer:            answer,
		OnlyWithoutActive: in.OnlyWithoutActive,
		At:                s.now(),
	})
	if err != nil {
		return store.Posted{}, err
	}
	s.announce(posted)
	s.keepModel(ctx, a, c, in.ModelID)
	return posted, nil
}

// placeOf finds the conversation the answer goes to.
func (s *Service) placeOf(ctx context.Context, a chat.Actor, in RegenerateInput) (chat.Conversation, error) {
	id := in.ConversationID
	if !in.MessageID.IsZero() {
		m, err := s.store.FindMessage(ctx, in.MessageID, a.Account.ID)
		if err != nil {
			return chat.Conversation{}, err
		}
		id = m.Message.ConversationID
	}
	c, err := s.see(ctx, a, id)
	if err != nil {
		return chat.Conversation{}, err
	}
	return c, mayPost(a, c.Role)
}

// question finds the message to answer again.
func (s *Service) question(ctx context.Context, a chat.Actor, c chat.Conversation, id chat.MessageID) (chat.MessageID, error) {
	last := id.IsZero()
	if last {
		id = c.ActiveLeaf
	}
	if id.IsZero() {
		return id, chat.Errorf(chat.Conflict, "There is no answer yet that could be written again.")
	}
	found, err := s.store.FindMessage(ctx, id, a.Account.ID)
	if err != nil {
		return id, err
	}
	m := found.Message
	switch {
	case !m.DeletedAt.IsZero():
		return id, chat.Errorf(chat.Conflict, "The message was deleted.")
	case m.Role == chat.RoleAssistant && !m.Status.Done():
		return id, chat.Errorf(chat.Conflict, "The answer is still being written.")
	case m.Role == chat.RoleAssistant && !m.ParentID.IsZero():
		return m.ParentID, nil
	case m.Role == chat.RoleUser && !last:
		return m.ID, nil
	}
	return id, chat.Errorf(chat.Conflict, "Only an answer or a person's message can be answered again.")
}
