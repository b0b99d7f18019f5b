package client

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// Conversations lists one page of the person's conversations, newest activity
// first. A zero after is the first page, a limit of 0 the server's own.
func (c *Client) Conversations(ctx context.Context, after time.Time, limit int) (api.ConversationList, error) {
	return get[api.ConversationList](ctx, c, "/api/conversations", pageAfter(after, limit))
}

// Conversation shows one conversation.
func (c *Client) Conversation(ctx context.Context, id chat.ConversationID) (chat.Conversation, error) {
	return get[chat.Conversation](ctx, c, "/api/conversations/"+id.String(), nil)
}

// Threads lists one page of a conversation's threads, newest activity first.
func (c *Client) Threads(ctx context.Context, id chat.ConversationID, after time.Time, limit int) (api.ThreadListResponse, error) {
	return get[api.ThreadListResponse](ctx, c, "/api/conversations/"+id.String()+"/threads", pageAfter(after, limit))
}

// Unread counts the person's unread messages by thread.
func (c *Client) Unread(ctx context.Context, id chat.ConversationID) (api.UnreadSummaryResponse, error) {
	return get[api.UnreadSummaryResponse](ctx, c, "/api/conversations/"+id.String()+"/unread", nil)
}

// Tree reads one page of a thread, depth first. An empty cursor is the first
// page.
func (c *Client) Tree(ctx context.Context, root chat.MessageID, cursor chat.Path, limit int) (api.ThreadTreeResponse, error) {
	query := limited(limit)
	if cursor != "" {
		query.Set("cursor_path", string(cursor))
	}
	return get[api.ThreadTreeResponse](ctx, c, "/api/threads/"+root.String()+"/tree", query)
}

// MarkRead marks everything in a thread as read.
func (c *Client) MarkRead(ctx context.Context, root chat.MessageID) error {
	return c.change(ctx, "POST", "/api/threads/"+root.String()+"/read", api.MarkThreadReadRequest{})
}

// PostRoot starts a thread.
func (c *Client) PostRoot(ctx context.Context, id chat.ConversationID, message api.PostMessageRequest) (api.PostRootMessageResponse, error) {
	return post[api.PostRootMessageResponse](ctx, c, "/api/threads/"+id.String()+"/root", message)
}

// Reply answers a message.
func (c *Client) Reply(ctx context.Context, parent chat.MessageID, message api.PostMessageRequest) (api.ReplyMessageResponse, error) {
	return post[api.ReplyMessageResponse](ctx, c, "/api/messages/"+parent.String()+"/reply", message)
}

// Message reads one message of a conversation.
func (c *Client) Message(ctx context.Context, conversation chat.ConversationID, id chat.MessageID) (chat.Message, error) {
	query := limited(1)
	query.Set("leaf", id.String())
	line, err := get[api.MessageLine](ctx, c, "/api/conversations/"+conversation.String()+"/messages", query)
	if err != nil {
		return chat.Message{}, err
	}
	if len(line.Messages) != 1 || line.Messages[0].ID != id {
		return chat.Message{}, chat.Errorf(chat.NotFound, "there is no such message")
	}
	return line.Messages[0], nil
}

// Chunks reads an answer's saved pieces from an index on, as many as the server
// gives at a time.
func (c *Client) Chunks(ctx context.Context, answer chat.MessageID, from int) ([]chat.Chunk, error) {
	query := url.Values{"from": {strconv.Itoa(from)}}
	return get[[]chat.Chunk](ctx, c, "/api/messages/"+answer.String()+"/chunks", query)
}

func pageAfter(after time.Time, limit int) url.Values {
	query := limited(limit)
	if !after.IsZero() {
		query.Set("after", after.UTC().Format(time.RFC3339Nano))
	}
	return query
}

func limited(limit int) url.Values {
	query := url.Values{}
	if limit > 0 {
		query.Set("limit", strconv.Itoa(limit))
	}
	return query
}
