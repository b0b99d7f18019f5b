package httpapi

import (
	"context"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func (s *Server) login(ctx context.Context, in *payload[api.LoginRequest]) (*payload[api.LoginResponse], error) {
	x := exchangeOf(ctx)
	issued, err := s.accounts.Login(ctx, account.LoginInput{
		Login:    in.Body.Email,
		Password: in.Body.Password,
		Kind:     chat.CookieSession,
		Device:   device(x),

		RequestID: x.id,
	})
	if err != nil {
		return nil, err
	}
	s.issueCookies(x, issued)
	return respond(loginResponse(issued)), nil
}

// refresh trades a session's token for a fresh one. It reads the token itself:
// the guard would turn away a session whose device changed, which is just what
// a refresh can mend.
func (s *Server) refresh(ctx context.Context, _ *nothing) (*payload[api.LoginResponse], error) {
	x := exchangeOf(ctx)
	token, _ := s.presentedToken(x.request)
	issued, err := s.accounts.Refresh(ctx, token, device(x))
	if err != nil {
		return nil, err
	}
	s.issueCookies(x, issued)
	return respond(loginResponse(issued)), nil
}

func (s *Server) logout(ctx context.Context, _ *nothing) (*payload[api.LogoutResponse], error) {
	if err := s.endLogin(ctx); err != nil {
		return nil, err
	}
	return respond(api.LogoutResponse{OK: true}), nil
}

func (s *Server) endLogin(ctx context.Context) error {
	x := exchangeOf(ctx)
	if err := s.accounts.Logout(ctx, x.login.token); err != nil {
		return err
	}
	if x.login.kind == chat.CookieSession {
		s.clearCookies(x)
	}
	return nil
}

func (s *Server) me(ctx context.Context, _ *nothing) (*payload[api.MeResponse], error) {
	a := actorOf(ctx)
	return respond(api.MeResponse{User: authenticatedUser(a.Account), Session: sessionSummary(a.Session)}), nil
}

func (s *Server) listSessions(ctx context.Context, _ *nothing) (*payload[api.DeviceList], error) {
	a := actorOf(ctx)
	list, err := s.accounts.Sessions(ctx, a)
	if err != nil {
		return nil, err
	}
	return respond(deviceList(list, a.Session.ID)), nil
}

func deviceList(list []chat.LoginSession, current chat.SessionID) api.DeviceList {
	devices := make([]api.Device, len(list))
	for i, l := range list {
		devices[i] = api.Device{
			ID: l.ID, Current: l.ID == current, Kind: string(l.Kind),
			UserAgent: l.Device.UserAgent, IP: l.Device.IP,
			IssuedAt: l.IssuedAt, LastSeenAt: l.LastSeenAt, ExpiresAt: l.ExpiresAt,
		}
	}
	return api.DeviceList{Sessions: devices}
}

type sessionInput struct {
	ID chat.SessionID `path:"id" format:"uuid"`
}

func (s *Server) revokeSession(ctx context.Context, in *sessionInput) (*nothing, error) {
	return &nothing{}, s.accounts.RevokeSession(ctx, actorOf(ctx), in.ID)
}

func (s *Server) revokeOtherSessions(ctx context.Context, _ *nothing) (*nothing, error) {
	return &nothing{}, s.accounts.RevokeOtherSessions(ctx, actorOf(ctx))
}

func loginResponse(issued account.Issued) api.LoginResponse {
	return api.LoginResponse{
		User:      authenticatedUser(issued.Account),
		Session:   sessionSummary(issued.Session),
		CSRFToken: issued.CSRF,
	}
}

func authenticatedUser(a chat.Account) api.AuthenticatedUser {
	return api.AuthenticatedUser{
		ID: a.ID, Email: a.Email, Username: a.Username, DisplayName: a.DisplayName, Roles: a.Roles.Names(),
	}
}

func sessionSummary(l chat.LoginSession) api.SessionSummary {
	return api.SessionSummary{
		ID: l.ID, IssuedAt: l.IssuedAt, ExpiresAt: l.ExpiresAt, AbsoluteExpiresAt: l.AbsoluteExpiresAt,
	}
}
