package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

type replyInput struct {
	OfMessage
	Body api.PostMessageRequest
}

func (s *Server) reply(ctx context.Context, in *replyInput) (*payload[api.ReplyMessageResponse], error) {
	post := postInput(in.Body)
	post.ParentID = in.MessageID
	posted, err := s.conversations.Post(ctx, actorOf(ctx), post)
	if err != nil {
		return nil, err
	}
	m := posted.Message
	return respond(api.ReplyMessageResponse{
		MessageID: m.ID, RootID: m.RootID, ParentID: m.ParentID, ConversationID: m.ConversationID, Depth: m.Depth,
		Message: m, Answer: posted.Answer(), Answers: posted.Answers,
	}), nil
}

type regenerateInput struct {
	OfMessage
	Body *api.RegenerateRequest
}

func (s *Server) regenerate(ctx context.Context, in *regenerateInput) (*payload[api.RegenerateResponse], error) {
	wishes := deref(in.Body)
	posted, err := s.conversations.Regenerate(ctx, actorOf(ctx), conversation.RegenerateInput{
		MessageID:   in.MessageID,
		ModelID:     deref(wishes.ModelID),
		Instruction: deref(wishes.Instruction),
		RequestID:   deref(wishes.RequestID),
	})
	if err != nil {
		return nil, err
	}
	first := posted.Answer()
	if first == nil {
		return nil, chat.Errorf(chat.Conflict, "This request id was used for a message that has no answer.")
	}
	return respond(api.RegenerateResponse{Message: *first}), nil
}

type chunksInput struct {
	OfMessage
	From  int `query:"from" doc:"Index of the first chunk."`
	Limit int `query:"limit" doc:"At most 5000; 500 when missing."`
}

func (s *Server) listChunks(ctx context.Context, in *chunksInput) (*payload[[]chat.Chunk], error) {
	return answer(s.conversations.Chunks(ctx, actorOf(ctx), conversation.ChunksInput{
		MessageID: in.MessageID,
		From:      in.From,
		Limit:     in.Limit,
	}))
}

type editInput struct {
	OfMessage
	Body api.MessageEditRequest
}

func (s *Server) editMessage(ctx context.Context, in *editInput) (*nothing, error) {
	return &nothing{}, s.conversations.Edit(ctx, actorOf(ctx), conversation.EditInput{
		MessageID: in.MessageID,
		Content:   in.Body.Content,
		Reason:    deref(in.Body.Reason),
	})
}

type deleteMessageInput struct {
	OfMessage
	Body *api.MessageDeleteRequest
}

func (s *Server) deleteMessage(ctx context.Context, in *deleteMessageInput) (*nothing, error) {
	return &nothing{}, s.conversations.DeleteMessage(ctx, actorOf(ctx), in.MessageID, deref(deref(in.Body).Reason))
}

func (s *Server) restoreMessage(ctx context.Context, in *OfMessage) (*nothing, error) {
	return &nothing{}, s.conversations.RestoreMessage(ctx, actorOf(ctx), in.MessageID)
}

func (s *Server) cancelMessage(ctx context.Context, in *OfMessage) (*payload[api.CancelResponse], error) {
	status, err := s.conversations.Cancel(ctx, actorOf(ctx), in.MessageID)
	if err != nil {
		return nil, err
	}
	return respond(api.CancelResponse{MessageID: in.MessageID, Status: status}), nil
}
