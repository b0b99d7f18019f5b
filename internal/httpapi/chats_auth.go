package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// chatsLogin signs in. Here a disabled account looks like a wrong password.
func (s *Server) chatsLogin(ctx context.Context, in *payload[api.ChatsLoginRequest]) (*payload[api.SessionResponse], error) {
	x, kind := exchangeOf(ctx), chat.CookieSession
	if in.Body.Portal {
		kind = chat.BearerSession
	}
	issued, err := s.accounts.Login(ctx, account.LoginInput{
		Login:    in.Body.Login,
		Password: in.Body.Password,
		Kind:     kind,
		Device:   device(x),

		RequestID: x.id,
	})
	if kind := chat.KindOf(err); err != nil && (kind == chat.Disabled || kind == chat.Unprocessable) {
		return nil, chat.Errorf(chat.Unauthenticated, "The name or the password is wrong.")
	}
	if err != nil {
		return nil, err
	}
	answer := api.SessionResponse{User: userOf(issued.Account), ExpiresAt: issued.Session.ExpiresAt}
	if in.Body.Portal {
		answer.BearerToken = &issued.Token
	} else {
		answer.CSRFToken = &issued.CSRF
		s.issueCookies(x, issued)
	}
	return respond(answer), nil
}

func (s *Server) chatsLogout(ctx context.Context, _ *nothing) (*nothing, error) {
	return &nothing{}, s.endLogin(ctx)
}

// chatsSession tells a page that was reloaded who is signed in. The CSRF value
// is the same in every tab.
func (s *Server) chatsSession(ctx context.Context, _ *nothing) (*payload[api.SessionResponse], error) {
	x := exchangeOf(ctx)
	answer := api.SessionResponse{User: userOf(x.login.actor.Account), ExpiresAt: x.login.actor.Session.ExpiresAt}
	if x.login.kind == chat.CookieSession {
		answer.CSRFToken = &x.login.csrf
	}
	return respond(answer), nil
}

func (s *Server) changePassword(ctx context.Context, in *payload[api.ChangePasswordRequest]) (*nothing, error) {
	return &nothing{}, s.accounts.ChangePassword(ctx, actorOf(ctx), in.Body.CurrentPassword, in.Body.NewPassword)
}

func (s *Server) updatePreferences(ctx context.Context, in *payload[api.UpdatePreferencesRequest]) (*payload[api.User], error) {
	return userAnswer(s.accounts.SetTheme(ctx, actorOf(ctx), in.Body.Theme))
}
