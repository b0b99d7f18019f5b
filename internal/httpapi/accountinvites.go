package httpapi

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (s *Server) listAccountInvites(ctx context.Context, _ *nothing) (*payload[api.AccountInviteList], error) {
	list, err := s.accounts.Invites(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	now := s.now()
	views := make([]api.AccountInvite, len(list))
	for i, found := range list {
		views[i] = accountInvite(found, now)
	}
	return respond(api.AccountInviteList{Invites: views}), nil
}

func (s *Server) createAccountInvite(ctx context.Context, in *payload[api.CreateAccountInviteRequest]) (*payload[api.NewAccountInvite], error) {
	a := actorOf(ctx)
	request := account.InviteInput{
		Roles: rolesOf(in.Body.Role), Email: deref(in.Body.Email), DisplayName: deref(in.Body.DisplayName),
	}
	if ttl := in.Body.TTLSeconds; ttl != nil {
		request.For = new(time.Duration(*ttl) * time.Second)
	}
	made, err := s.accounts.Invite(ctx, a, request)
	if err != nil {
		return nil, err
	}
	recordOf(ctx).Target(inviteTarget, made.ID.String(), made.DisplayName)
	recordOf(ctx).Fact("role", roleOf(made.Roles))
	found := store.FoundAccountInvite{Invite: made.AccountInvite, Inviter: nameOf(a.Account)}
	return respond(api.NewAccountInvite{AccountInvite: accountInvite(found, s.now()), Token: made.Token}), nil
}

type accountInviteInput struct {
	ID chat.AccountInviteID `path:"id" format:"uuid"`
}

func (s *Server) revokeAccountInvite(ctx context.Context, in *accountInviteInput) (*nothing, error) {
	return &nothing{}, s.accounts.RevokeInvite(ctx, actorOf(ctx), in.ID)
}

func (s *Server) previewAccountInvite(ctx context.Context, in *tokenInput) (*payload[api.AccountInvitePreview], error) {
	found, err := s.accounts.FindInvite(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	i := accountInvite(found, s.now())
	return respond(api.AccountInvitePreview{
		Role: i.Role, Email: i.Email, DisplayName: i.DisplayName, InvitedBy: i.InvitedBy, ExpiresAt: i.ExpiresAt, State: i.State,
	}), nil
}

type acceptAccountInviteInput struct {
	Token string `path:"token"`
	Body  api.AcceptAccountInviteRequest
}

func (s *Server) acceptAccountInvite(ctx context.Context, in *acceptAccountInviteInput) (*payload[api.SessionResponse], error) {
	x := exchangeOf(ctx)
	issued, err := s.accounts.AcceptInvite(ctx, account.SignUpInput{
		Token:       in.Token,
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
	s.issueCookies(x, issued)
	return respond(api.SessionResponse{User: userOf(issued.Account), CSRFToken: &issued.CSRF, ExpiresAt: issued.Session.ExpiresAt}), nil
}

func accountInvite(f store.FoundAccountInvite, now time.Time) api.AccountInvite {
	i := f.Invite
	return api.AccountInvite{
		ID: i.ID, Role: roleOf(i.Roles), Email: orNil(i.Email), DisplayName: orNil(i.DisplayName), InvitedBy: orNil(f.Inviter),
		CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt, State: i.State(now), AcceptedBy: orNil(f.User),
		AcceptedAt: orNil(i.AcceptedAt), RevokedAt: orNil(i.RevokedAt),
	}
}

// nameOf is what people see of an account.
func nameOf(a chat.Account) string {
	if a.DisplayName != "" {
		return a.DisplayName
	}
	return a.Username
}
