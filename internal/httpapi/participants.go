package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

func (s *Server) listParticipants(ctx context.Context, in *InConversation) (*payload[api.ParticipantList], error) {
	list, err := s.conversations.Participants(ctx, actorOf(ctx), in.ConversationID)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Presence, list[i].LastSeenAt = s.presence.Presence(list[i].AccountID)
	}
	return respond(api.ParticipantList{Participants: list}), nil
}

type addParticipantInput struct {
	InConversation
	Body api.AddParticipantRequest
}

func (s *Server) addParticipant(ctx context.Context, in *addParticipantInput) (*nothing, error) {
	return &nothing{}, s.conversations.AddParticipant(ctx, actorOf(ctx), conversation.ParticipantInput{
		ConversationID: in.ConversationID,
		Account:        deref(in.Body.UserID),
		Login:          deref(in.Body.Username),
		Role:           in.Body.Role,
	})
}

type removeParticipantInput struct {
	InConversation
	UserID chat.AccountID `path:"user_id" format:"uuid"`
}

func (s *Server) removeParticipant(ctx context.Context, in *removeParticipantInput) (*nothing, error) {
	return &nothing{}, s.conversations.RemoveParticipant(ctx, actorOf(ctx), in.ConversationID, in.UserID)
}
