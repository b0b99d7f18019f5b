package httpapi

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

func (s *Server) createConversation(ctx context.Context, in *payload[api.ConversationCreateRequest]) (*payload[api.ConversationCreateResponse], error) {
	kind := chat.KindChat
	if deref(in.Body.IsGroup) {
		kind = chat.KindGroup
		if in.Body.Title == nil {
			return nil, chat.InvalidField("title", "must not be blank")
		}
	}
	c, err := s.conversations.Create(ctx, actorOf(ctx), conversation.CreateInput{
		Title:         in.Body.Title,
		Kind:          kind,
		AssistantMode: deref(in.Body.AssistantMode),
		ModelID:       deref(in.Body.ModelID),
	})
	if err != nil {
		return nil, err
	}
	return respond(api.ConversationCreateResponse{ConversationID: c.ID, Conversation: c}), nil
}

type listConversationsInput struct {
	After    time.Time             `query:"after" doc:"Only what was active before this: next_after of the page before."`
	Limit    int                   `query:"limit" doc:"About so many: what was active at one instant stays together. At most 200; 50 when missing."`
	Kind     chat.ConversationKind `query:"kind" enum:"chat,group"`
	Archived bool                  `query:"archived" doc:"Also archived ones."`
}

func (s *Server) listConversations(ctx context.Context, in *listConversationsInput) (*payload[api.ConversationList], error) {
	list, more, err := s.conversations.List(ctx, actorOf(ctx), conversation.ListInput{
		Kind:     in.Kind,
		Archived: in.Archived,
		After:    in.After,
		Limit:    in.Limit,
	})
	if err != nil {
		return nil, err
	}
	page := api.ConversationList{Conversations: list}
	if more && len(list) > 0 {
		page.NextAfter = list[len(list)-1].LastActivityAt
	}
	return respond(page), nil
}

func (s *Server) getConversation(ctx context.Context, in *InConversation) (*payload[chat.Conversation], error) {
	return answer(s.conversations.Get(ctx, actorOf(ctx), in.ConversationID))
}

type updateConversationInput struct {
	InConversation
	Body api.ConversationUpdateRequest
}

func (s *Server) updateConversation(ctx context.Context, in *updateConversationInput) (*payload[chat.Conversation], error) {
	change := conversation.UpdateInput{
		ID:            in.ConversationID,
		Title:         in.Body.Title,
		Archived:      in.Body.Archived,
		SystemPrompt:  in.Body.SystemPrompt,
		AssistantMode: in.Body.AssistantMode,
		ActiveLeaf:    in.Body.ActiveLeaf,
	}
	if in.Body.ModelID.Set {
		change.ModelID = &in.Body.ModelID.Value
	}
	return answer(s.conversations.Update(ctx, actorOf(ctx), change))
}

func (s *Server) deleteConversation(ctx context.Context, in *InConversation) (*nothing, error) {
	return &nothing{}, s.conversations.Delete(ctx, actorOf(ctx), in.ConversationID)
}

func (s *Server) restoreConversation(ctx context.Context, in *InConversation) (*payload[chat.Conversation], error) {
	return answer(s.conversations.Restore(ctx, actorOf(ctx), in.ConversationID))
}

func (s *Server) stopConversation(ctx context.Context, in *InConversation) (*nothing, error) {
	return &nothing{}, s.conversations.Stop(ctx, actorOf(ctx), in.ConversationID)
}

type lineInput struct {
	InConversation
	Leaf   chat.MessageID `query:"leaf" format:"uuid" doc:"End of the branch; the one the chat shows when missing."`
	Before chat.MessageID `query:"before" format:"uuid" doc:"Only messages above this one."`
	Limit  int            `query:"limit" doc:"At most 1000; 100 when missing. The ones nearest to the leaf."`
}

func (s *Server) getLine(ctx context.Context, in *lineInput) (*payload[api.MessageLine], error) {
	line, err := s.conversations.Line(ctx, actorOf(ctx), conversation.LineInput{
		ConversationID: in.ConversationID,
		Leaf:           in.Leaf,
		Before:         in.Before,
		Limit:          in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return respond(api.MessageLine{
		Messages: line.Messages, Leaf: line.Leaf, Position: line.Position, More: line.More,
	}), nil
}

// answer passes on what the rules answered.
func answer[T any](body T, err error) (*payload[T], error) {
	if err != nil {
		return nil, err
	}
	return respond(body), nil
}
