package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func (s *Server) listUsers(ctx context.Context, _ *nothing) (*payload[[]api.ListedUser], error) {
	list, err := s.accounts.Accounts(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	users := make([]api.ListedUser, len(list))
	for i, a := range list {
		users[i] = api.ListedUser{User: userOf(a.Account), Sessions: a.Sessions, LastSeenAt: orNil(a.LastSeenAt)}
	}
	return respond(users), nil
}

func (s *Server) createUser(ctx context.Context, in *payload[api.CreateUserRequest]) (*payload[api.User], error) {
	return userAnswer(s.accounts.CreateAccount(ctx, actorOf(ctx), account.CreateInput{
		Username:    in.Body.Username,
		Email:       deref(in.Body.Email),
		DisplayName: deref(in.Body.DisplayName),
		Password:    in.Body.Password,
		Roles:       rolesOf(in.Body.Role),
	}))
}

type updateUserInput struct {
	OfUser
	Body api.UpdateUserRequest
}

func (s *Server) updateUser(ctx context.Context, in *updateUserInput) (*payload[api.User], error) {
	change := account.UpdateInput{
		ID:          in.ID,
		Username:    in.Body.Username,
		Email:       in.Body.Email,
		DisplayName: in.Body.DisplayName,
		Disabled:    in.Body.Disabled,
		Password:    in.Body.ReplacementPassword,
	}
	if in.Body.Role != nil {
		roles := rolesOf(*in.Body.Role)
		change.Roles = &roles
	}
	return userAnswer(s.accounts.UpdateAccount(ctx, actorOf(ctx), change))
}

func (s *Server) getBelongings(ctx context.Context, in *OfUser) (*payload[api.Belongings], error) {
	b, err := s.accounts.Belongings(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return respond(api.Belongings{Chats: b.Chats, GroupsAlone: b.GroupsAlone, GroupsOwned: b.GroupsOwned}), nil
}

const handOver = "hand_over"

type deleteUserInput struct {
	OfUser
	Chats string         `query:"chats" enum:"delete,hand_over" doc:"What becomes of what the account owns; delete when missing."`
	To    chat.AccountID `query:"to" format:"uuid" doc:"Who gets it when it is handed over."`
}

func (s *Server) deleteUser(ctx context.Context, in *deleteUserInput) (*nothing, error) {
	switch {
	case in.Chats == handOver && in.To.IsZero():
		return nil, chat.InvalidField("to", "must name an account")
	case in.Chats != handOver && !in.To.IsZero():
		return nil, chat.InvalidField("to", "only with chats=hand_over")
	}
	return &nothing{}, s.accounts.DeleteAccount(ctx, actorOf(ctx), in.ID, in.To)
}

func (s *Server) listUserSessions(ctx context.Context, in *OfUser) (*payload[api.DeviceList], error) {
	a := actorOf(ctx)
	list, err := s.accounts.SessionsOf(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return respond(deviceList(list, a.Session.ID)), nil
}

type userSessionInput struct {
	OfUser
	SessionID chat.SessionID `path:"session_id" format:"uuid"`
}

func (s *Server) revokeUserSession(ctx context.Context, in *userSessionInput) (*nothing, error) {
	return &nothing{}, s.accounts.RevokeSessionOf(ctx, actorOf(ctx), in.ID, in.SessionID)
}

func (s *Server) revokeUserSessions(ctx context.Context, in *OfUser) (*nothing, error) {
	return &nothing{}, s.accounts.RevokeSessionsOf(ctx, actorOf(ctx), in.ID)
}

func userAnswer(a chat.Account, err error) (*payload[api.User], error) {
	if err != nil {
		return nil, err
	}
	return respond(userOf(a)), nil
}

func userOf(a chat.Account) api.User {
	return api.User{
		ID: a.ID, Username: a.Username, Email: orNil(a.Email), DisplayName: orNil(a.DisplayName), Role: roleOf(a.Roles),
		Disabled: a.Disabled(), MustChangePassword: a.MustChangePassword,
		Theme: a.Theme, CreatedAt: a.CreatedAt,
	}
}

// roleOf names the two roles that this API tells apart.
func roleOf(r chat.Roles) string {
	if r.Has(chat.RoleAdmin) {
		return "admin"
	}
	return "user"
}

func rolesOf(role string) chat.Roles {
	if role == "admin" {
		return chat.RoleAdmin | chat.RoleMember
	}
	return chat.RoleMember
}
