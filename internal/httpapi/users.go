package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func (s *Server) listUsers(ctx context.Context, _ *nothing) (*payload[[]api.User], error) {
	list, err := s.accounts.Accounts(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	users := make([]api.User, len(list))
	for i, a := range list {
		users[i] = userOf(a)
	}
	return respond(users), nil
}

func (s *Server) createUser(ctx context.Context, in *payload[api.CreateUserRequest]) (*payload[api.User], error) {
	return userAnswer(s.accounts.CreateAccount(ctx, actorOf(ctx), account.CreateInput{
		Username: in.Body.Username,
		Email:    deref(in.Body.Email),
		Password: in.Body.Password,
		Roles:    rolesOf(in.Body.Role),
	}))
}

type updateUserInput struct {
	ID   chat.AccountID `path:"id" format:"uuid"`
	Body api.UpdateUserRequest
}

func (s *Server) updateUser(ctx context.Context, in *updateUserInput) (*payload[api.User], error) {
	change := account.UpdateInput{
		ID:       in.ID,
		Username: in.Body.Username,
		Email:    in.Body.Email,
		Disabled: in.Body.Disabled,
		Password: in.Body.ReplacementPassword,
	}
	if in.Body.Role != nil {
		roles := rolesOf(*in.Body.Role)
		change.Roles = &roles
	}
	return userAnswer(s.accounts.UpdateAccount(ctx, actorOf(ctx), change))
}

type userInput struct {
	ID chat.AccountID `path:"id" format:"uuid"`
}

func (s *Server) deleteUser(ctx context.Context, in *userInput) (*nothing, error) {
	return &nothing{}, s.accounts.DeleteAccount(ctx, actorOf(ctx), in.ID)
}

func userAnswer(a chat.Account, err error) (*payload[api.User], error) {
	if err != nil {
		return nil, err
	}
	return respond(userOf(a)), nil
}

func userOf(a chat.Account) api.User {
	return api.User{
		ID: a.ID, Username: a.Username, Email: orNil(a.Email), Role: roleOf(a.Roles),
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
