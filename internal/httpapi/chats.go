package httpapi

import (
	"context"
	"slices"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

// chatPage is how many rows are read at once for lists that this API does not
// page.
const chatPage = 200

// ownChat finds one of the caller's chats. A conversation of several people is
// none.
func (s *Server) ownChat(ctx context.Context, id chat.ConversationID) (chat.Conversation, error) {
	c, err := s.conversations.Get(ctx, actorOf(ctx), id)
	if err != nil {
		return chat.Conversation{}, err
	}
	if c.Kind != chat.KindChat {
		return chat.Conversation{}, chat.Errorf(chat.NotFound, "There is no such chat.")
	}
	return c, nil
}

func (s *Server) listChats(ctx context.Context, _ *nothing) (*payload[[]api.Chat], error) {
	chats := []api.Chat{}
	in := conversation.ListInput{Kind: chat.KindChat, Limit: chatPage}
	for more := true; more; {
		page, rest, err := s.conversations.List(ctx, actorOf(ctx), in)
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			chats = append(chats, chatOf(c))
		}
		if more = rest && len(page) > 0; more {
			in.After = page[len(page)-1].LastActivityAt
		}
	}
	return respond(chats), nil
}

func (s *Server) createChat(ctx context.Context, in *payload[api.CreateChatRequest]) (*payload[api.Chat], error) {
	return chatAnswer(s.conversations.Create(ctx, actorOf(ctx), conversation.CreateInput{
		Title:   shortTitle(in.Body.Title),
		Kind:    chat.KindChat,
		ModelID: deref(in.Body.ModelID),
	}))
}

func (s *Server) getChat(ctx context.Context, in *InChat) (*payload[api.Chat], error) {
	return chatAnswer(s.ownChat(ctx, in.ChatID))
}

type updateChatInput struct {
	InChat
	Body api.UpdateChatRequest
}

func (s *Server) updateChat(ctx context.Context, in *updateChatInput) (*payload[api.Chat], error) {
	c, err := s.ownChat(ctx, in.ChatID)
	if err != nil {
		return nil, err
	}
	change := conversation.UpdateInput{ID: in.ChatID, Title: shortTitle(in.Body.Title), ModelID: in.Body.ModelID}
	if change.Title == nil && change.ModelID == nil {
		return chatAnswer(c, nil)
	}
	return chatAnswer(s.conversations.Update(ctx, actorOf(ctx), change))
}

func (s *Server) deleteChat(ctx context.Context, in *InChat) (*nothing, error) {
	if _, err := s.ownChat(ctx, in.ChatID); err != nil {
		return nil, err
	}
	return &nothing{}, s.conversations.Delete(ctx, actorOf(ctx), in.ChatID)
}

func (s *Server) stopChat(ctx context.Context, in *InChat) (*nothing, error) {
	if _, err := s.ownChat(ctx, in.ChatID); err != nil {
		return nil, err
	}
	return &nothing{}, s.conversations.Stop(ctx, actorOf(ctx), in.ChatID)
}

// listChatMessages is the whole of the branch that the chat shows.
func (s *Server) listChatMessages(ctx context.Context, in *InChat) (*payload[[]api.ChatMessage], error) {
	if _, err := s.ownChat(ctx, in.ChatID); err != nil {
		return nil, err
	}
	var pages [][]chat.Message // nearest to the leaf first
	query := conversation.LineInput{ConversationID: in.ChatID, Limit: chatPage}
	for more := true; more; {
		line, err := s.conversations.Line(ctx, actorOf(ctx), query)
		if err != nil {
			return nil, err
		}
		pages = append(pages, line.Messages)
		if more = line.More && len(line.Messages) > 0; more {
			query.Leaf, query.Before = line.Leaf, line.Messages[0].ID
		}
	}
	slices.Reverse(pages)
	return respond(chatMessages(slices.Concat(pages...))), nil
}

// shortTitle is a title to set, nil for none: a blank one changes nothing.
func shortTitle(title *string) *string {
	return orNil(conversation.ShortTitle(deref(title)))
}

func chatAnswer(c chat.Conversation, err error) (*payload[api.Chat], error) {
	if err != nil {
		return nil, err
	}
	return respond(chatOf(c)), nil
}

func chatOf(c chat.Conversation) api.Chat {
	return api.Chat{
		ID: c.ID, Title: c.Title, ModelID: orNil(c.ModelID),
		CreatedAt: c.CreatedAt, UpdatedAt: c.LastActivityAt,
	}
}

// chatMessages leaves out what this API has no form for: system and tool
// messages, and deleted ones.
func chatMessages(messages []chat.Message) []api.ChatMessage {
	list := make([]api.ChatMessage, 0, len(messages))
	for _, m := range messages {
		spoken := m.Role == chat.RoleUser || m.Role == chat.RoleAssistant
		if spoken && m.DeletedAt.IsZero() {
			list = append(list, chatMessage(m))
		}
	}
	return list
}

func chatMessage(m chat.Message) api.ChatMessage {
	out := api.ChatMessage{
		ID:         m.ID,
		ChatID:     m.ConversationID,
		ParentID:   orNil(m.ParentID),
		SiblingIDs: m.SiblingIDs,
		Role:       string(m.Role),
		Content:    m.Content,
		Status:     chatStatus(m.Status),
		CreatedAt:  m.CreatedAt,
	}
	if a := m.Answer; a != nil {
		out.ModelID, out.ModelName, out.ProviderName = orNil(a.ModelID), orNil(a.ModelName), orNil(a.ProviderName)
		out.FinishReason = orNil(a.FinishReason)
		if out.Status == "error" {
			out.Error = orNil(failureOf(m).Message)
		}
	}
	return out
}

// chatStatus is how this API calls a message's status.
func chatStatus(s chat.MessageStatus) string {
	switch s {
	case chat.StatusStreaming:
		return "streaming"
	case chat.StatusCancelled:
		return "canceled"
	case chat.StatusInterrupted, chat.StatusFailed:
		return "error"
	default:
		return "complete"
	}
}
