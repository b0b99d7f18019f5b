package httpapi

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
)

func (s *Server) listInvites(ctx context.Context, in *InConversation) (*payload[api.InviteList], error) {
	list, err := s.conversations.Invites(ctx, actorOf(ctx), in.ConversationID)
	if err != nil {
		return nil, err
	}
	now := s.now()
	views := make([]api.InviteView, len(list))
	for i, invite := range list {
		views[i] = api.InviteView{Invite: invite, State: invite.State(now)}
	}
	return respond(api.InviteList{Invites: views}), nil
}

type createInviteInput struct {
	InConversation
	Body api.CreateInviteRequest
}

func (s *Server) createInvite(ctx context.Context, in *createInviteInput) (*payload[api.CreateInviteResponse], error) {
	request := conversation.InviteInput{ConversationID: in.ConversationID, Email: in.Body.Email, Role: in.Body.Role}
	if ttl := in.Body.TTLSeconds; ttl != nil {
		request.For = new(time.Duration(*ttl) * time.Second)
	}
	made, err := s.conversations.Invite(ctx, actorOf(ctx), request)
	if err != nil {
		return nil, err
	}
	return respond(api.CreateInviteResponse{ID: made.ID, Token: made.Token, ExpiresAt: made.ExpiresAt}), nil
}

type inviteInput struct {
	InConversation
	InviteID chat.InviteID `path:"invite_id" format:"uuid"`
}

func (s *Server) revokeInvite(ctx context.Context, in *inviteInput) (*nothing, error) {
	return &nothing{}, s.conversations.RevokeInvite(ctx, actorOf(ctx), in.ConversationID, in.InviteID)
}

type tokenInput struct {
	Token string `path:"token"`
}

func (s *Server) previewInvite(ctx context.Context, in *tokenInput) (*payload[api.InvitePreview], error) {
	found, err := s.conversations.FindInvite(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	state := found.Invite.State(s.now())
	return respond(api.InvitePreview{
		Title: found.Title, InvitedBy: found.Inviter, Role: found.Invite.Role, ExpiresAt: found.Invite.ExpiresAt,
		State: state, SignUp: s.config.SignUp && state == chat.InviteOpen,
	}), nil
}

func (s *Server) acceptInvite(ctx context.Context, in *payload[api.AcceptInviteRequest]) (*payload[api.AcceptInviteResponse], error) {
	joined, err := s.conversations.AcceptInvite(ctx, actorOf(ctx), in.Body.Token)
	if err != nil {
		return nil, err
	}
	return respond(api.AcceptInviteResponse{ConversationID: joined}), nil
}

func (s *Server) revokeInviteByToken(ctx context.Context, in *tokenInput) (*nothing, error) {
	return &nothing{}, s.conversations.RevokeInviteByToken(ctx, actorOf(ctx), in.Token)
}

func (s *Server) signUp(ctx context.Context, in *payload[api.SignUpRequest]) (*payload[api.SignUpResponse], error) {
	x := exchangeOf(ctx)
	made, err := s.accounts.SignUp(ctx, account.SignUpInput{
		Token:       in.Body.Token,
		Username:    in.Body.Username,
		Email:       deref(in.Body.Email),
		DisplayName: deref(in.Body.DisplayName),
		Password:    in.Body.Password,
		Device:      device(x),
		RequestID:   x.id,
	})
	if err != nil {
		return nil, err
	}
	s.issueCookies(x, made.Issued)
	return respond(api.SignUpResponse{LoginResponse: loginResponse(made.Issued), ConversationID: made.ConversationID}), nil
}
