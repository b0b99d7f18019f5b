package httpapi

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

type listThreadsInput struct {
	InConversation
	After time.Time `query:"after" doc:"Only what was active before this: next_after of the page before."`
	Limit int       `query:"limit" doc:"About so many: what was active at one instant stays together. At most 500; 50 when missing."`
}

func (s *Server) listThreads(ctx context.Context, in *listThreadsInput) (*payload[api.ThreadListResponse], error) {
	list, more, err := s.conversations.Threads(ctx, actorOf(ctx), conversation.ThreadsInput{
		ConversationID: in.ConversationID,
		After:          in.After,
		Limit:          in.Limit,
	})
	if err != nil {
		return nil, err
	}
	page := api.ThreadListResponse{Threads: list}
	if more && len(list) > 0 {
		page.NextAfter = list[len(list)-1].LastActivityAt
	}
	return respond(page), nil
}

func (s *Server) listUnread(ctx context.Context, in *InConversation) (*payload[api.UnreadSummaryResponse], error) {
	list, err := s.conversations.Unread(ctx, actorOf(ctx), in.ConversationID)
	if err != nil {
		return nil, err
	}
	return respond(api.UnreadSummaryResponse{Threads: list}), nil
}

type treeInput struct {
	InThread
	CursorPath string `query:"cursor_path" doc:"next_cursor of the page before."`
	Limit      int    `query:"limit" doc:"At most 1000; 200 when missing."`
}

func (s *Server) getTree(ctx context.Context, in *treeInput) (*payload[api.ThreadTreeResponse], error) {
	list, more, err := s.conversations.Tree(ctx, actorOf(ctx), conversation.TreeInput{
		RootID: in.RootID,
		Cursor: in.CursorPath,
		Limit:  in.Limit,
	})
	if err != nil {
		return nil, err
	}
	page := api.ThreadTreeResponse{RootID: in.RootID, Messages: list}
	if more && len(list) > 0 {
		page.NextCursor = list[len(list)-1].Path
	}
	return respond(page), nil
}

type readThreadInput struct {
	InThread
	Body *api.MarkThreadReadRequest
}

func (s *Server) readThread(ctx context.Context, in *readThreadInput) (*nothing, error) {
	return &nothing{}, s.conversations.MarkRead(ctx, actorOf(ctx), conversation.ReadInput{
		RootID: in.RootID,
		Path:   string(deref(deref(in.Body).Path)),
	})
}

type postRootInput struct {
	InConversation
	Body api.PostMessageRequest
}

func (s *Server) postRoot(ctx context.Context, in *postRootInput) (*payload[api.PostRootMessageResponse], error) {
	post := postInput(in.Body)
	post.ConversationID = in.ConversationID
	posted, err := s.conversations.Post(ctx, actorOf(ctx), post)
	if err != nil {
		return nil, err
	}
	m := posted.Message
	return respond(api.PostRootMessageResponse{
		MessageID: m.ID, RootID: m.RootID, ConversationID: m.ConversationID, Depth: m.Depth,
		Message: m, Answer: posted.Answer(), Answers: posted.Answers,
	}), nil
}

// postInput is what root and reply have in common.
func postInput(body api.PostMessageRequest) conversation.PostInput {
	return conversation.PostInput{
		Role:      body.Role,
		Content:   body.Content,
		RequestID: deref(body.RequestID),
		ModelID:   deref(body.ModelID),
	}
}
