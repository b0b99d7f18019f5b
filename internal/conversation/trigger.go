package conversation

import (
	"context"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// maxAnswers bounds how many models answer one message.
const maxAnswers = 4

// planAnswers prepares the answers to a message that calls some models, none
// when it gets none. A model that the caller chose answers alone.
func (s *Service) planAnswers(ctx context.Context, a chat.Actor, c chat.Conversation, in PostInput, called []chat.ModelID) ([]store.NewAnswer, error) {
	models, err := s.wanted(ctx, c, in, called)
	if err != nil || len(models) == 0 {
		return nil, err
	}
	if !in.ModelID.IsZero() {
		models = []chat.ModelID{in.ModelID}
	}
	var answers []store.NewAnswer
	for _, model := range models {
		n, err := s.resp.Plan(ctx, a, chat.ModelChoice{Explicit: model, Preferred: c.ModelID, RequireModel: in.RequireModel})
		if err != nil {
			return nil, err
		}
		// The conversation's own model may also be mentioned by its name.
		if !slices.ContainsFunc(answers, func(o store.NewAnswer) bool { return o.ModelID == n.ModelID }) {
			answers = append(answers, n)
		}
	}
	if len(answers) > maxAnswers {
		return nil, chat.Errorf(chat.Invalid, "At most %d models can answer one message, and this one mentions %d. Mention fewer of them.",
			maxAnswers, len(answers))
	}
	return answers, nil
}

// wanted lists the models that are to answer a person's message; the zero id
// stands for the conversation's own. What the caller says outright counts
// first, then the models that are mentioned, then the conversation's assistant
// mode.
func (s *Service) wanted(ctx context.Context, c chat.Conversation, in PostInput, called []chat.ModelID) ([]chat.ModelID, error) {
	own := []chat.ModelID{{}}
	role := chat.RoleUser
	if in.Role != nil {
		role = *in.Role
	}
	switch {
	case in.Answer != nil && *in.Answer:
		return own, nil
	case in.Answer != nil, role == chat.RoleSystem, role == chat.RoleTool:
		return nil, nil
	case role == chat.RoleUser && c.AssistantMode == chat.AssistantOff:
		return nil, nil
	case len(called) > 0:
		return called, nil
	case role == chat.RoleAssistant, c.AssistantMode == chat.AssistantAuto:
		return own, nil
	}
	alone, err := s.alone(ctx, c)
	if err != nil || !alone {
		return nil, err
	}
	return own, nil
}

// alone reports whether a conversation is a group of one: there the person can
// only be talking to the assistant, so mode mention means auto.
func (s *Service) alone(ctx context.Context, c chat.Conversation) (bool, error) {
	if c.Kind != chat.KindGroup {
		return false, nil
	}
	people, err := s.store.ListParticipants(ctx, c.ID)
	return len(people) <= 1, err
}
