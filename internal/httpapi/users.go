package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/audit"
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
	record := recordOf(ctx)
	record.Target(userTarget, "", in.Body.Username)
	made, err := s.accounts.CreateAccount(ctx, actorOf(ctx), account.CreateInput{
		Username:    in.Body.Username,
		Email:       deref(in.Body.Email),
		DisplayName: deref(in.Body.DisplayName),
		Password:    in.Body.Password,
		Roles:       rolesOf(in.Body.Role),
	})
	if err == nil {
		record.Target(userTarget, made.ID.String(), made.Username)
		record.Change("role", nil, roleOf(made.Roles))
	}
	return userAnswer(made, err)
}

type updateUserInput struct {
	OfUser
	Body api.UpdateUserRequest
}

func (s *Server) updateUser(ctx context.Context, in *updateUserInput) (*payload[api.User], error) {
	if err := s.findUser(ctx, in.ID); err != nil {
		return nil, err
	}
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
	changed, err := s.accounts.UpdateAccount(ctx, actorOf(ctx), change)
	if err == nil {
		noteUser(recordOf(ctx), changed.Before, changed.After)
		if change.Password != nil {
			recordOf(ctx).Hidden("password")
		}
	}
	return userAnswer(changed.After, err)
}

// noteUser tells the audit log how an account has changed. What its owner is
// reached by is nobody's business there.
func noteUser(r *audit.Record, before, after chat.Account) {
	r.Change("username", before.Username, after.Username)
	r.Change("role", roleOf(before.Roles), roleOf(after.Roles))
	r.Change("disabled", before.Disabled(), after.Disabled())
	r.Change("display_name", before.DisplayName, after.DisplayName)
	if before.Email != after.Email {
		r.Hidden("email")
	}
}

// findUser makes an account the target of an action on it.
func (s *Server) findUser(ctx context.Context, id chat.AccountID) error {
	found, err := s.accounts.Account(ctx, actorOf(ctx), id)
	if err == nil {
		recordOf(ctx).Target(userTarget, id.String(), found.Username)
	}
	return err
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
