package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

type listParticipantsInput struct {
	InConversation
	Authors []string `query:"authors,explode" doc:"Authors of messages who are not in the conversation, at most 100: which of them are deleted?"`
}

func (s *Server) listParticipants(ctx context.Context, in *listParticipantsInput) (*payload[api.ParticipantList], error) {
	list, err := s.conversations.Participants(ctx, actorOf(ctx), in.ConversationID)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Presence, list[i].LastSeenAt = s.presence.Presence(list[i].AccountID)
	}
	deleted, err := s.deleted(ctx, in.Authors)
	if err != nil {
		return nil, err
	}
	return respond(api.ParticipantList{Participants: list, Deleted: deleted}), nil
}

func (s *Server) deleted(ctx context.Context, authors []string) ([]chat.AccountID, error) {
	ids := make([]chat.AccountID, len(authors))
	for i, author := range authors {
		id, err := chat.ParseID[chat.Account](author)
		if err != nil {
			return nil, chat.InvalidField("authors", "must be a UUID")
		}
		ids[i] = id
	}
	return s.conversations.Deleted(ctx, ids)
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
