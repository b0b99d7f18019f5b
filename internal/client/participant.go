package client

import (
	"context"
	"net/url"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// Participants lists everybody who is in a conversation, longest first.
func (c *Client) Participants(ctx context.Context, id chat.ConversationID) (api.ParticipantList, error) {
	return get[api.ParticipantList](ctx, c, "/api/conversations/"+id.String()+"/participants", nil)
}

// AddParticipant lets somebody in, or changes the role of somebody who is in.
func (c *Client) AddParticipant(ctx context.Context, id chat.ConversationID, who api.AddParticipantRequest) error {
	return c.change(ctx, "POST", "/api/conversations/"+id.String()+"/participants", who)
}

// RemoveParticipant makes somebody leave. Everybody may remove themselves.
func (c *Client) RemoveParticipant(ctx context.Context, id chat.ConversationID, who chat.AccountID) error {
	return c.change(ctx, "DELETE", "/api/conversations/"+id.String()+"/participants/"+who.String(), nil)
}

// Invites lists a conversation's invitations, newest first.
func (c *Client) Invites(ctx context.Context, id chat.ConversationID) (api.InviteList, error) {
	return get[api.InviteList](ctx, c, "/api/conversations/"+id.String()+"/invites", nil)
}

// CreateInvite makes an invitation. Its token is in the answer and nowhere else.
func (c *Client) CreateInvite(ctx context.Context, id chat.ConversationID, invite api.CreateInviteRequest) (api.CreateInviteResponse, error) {
	return post[api.CreateInviteResponse](ctx, c, "/api/conversations/"+id.String()+"/invites", invite)
}

// RevokeInvite takes an invitation back by its id.
func (c *Client) RevokeInvite(ctx context.Context, id chat.ConversationID, invite chat.InviteID) error {
	return c.change(ctx, "DELETE", "/api/conversations/"+id.String()+"/invites/"+invite.String(), nil)
}

// RevokeToken takes an invitation back by its token.
func (c *Client) RevokeToken(ctx context.Context, token string) error {
	return c.change(ctx, "POST", "/api/invites/"+url.PathEscape(token)+"/revoke", nil)
}

// AcceptInvite joins the conversation of an invitation.
func (c *Client) AcceptInvite(ctx context.Context, token string) (api.AcceptInviteResponse, error) {
	return post[api.AcceptInviteResponse](ctx, c, "/api/invites/accept", api.AcceptInviteRequest{Token: token})
}
