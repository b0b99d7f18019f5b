package client

import (
	"context"
	"net/http"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

// Login starts a session and keeps it in the jar, in place of any other.
func (c *Client) Login(ctx context.Context, name, password string) (api.LoginResponse, error) {
	r, err := newRequest(http.MethodPost, "/api/auth/login", api.LoginRequest{Email: name, Password: password})
	if err != nil {
		return api.LoginResponse{}, err
	}
	login, answer, err := c.obtain(ctx, r, nil)
	if err != nil {
		return answer, err
	}
	return answer, c.jar.replace(c.server, login)
}

// Me tells who is logged in.
func (c *Client) Me(ctx context.Context) (api.MeResponse, error) {
	return get[api.MeResponse](ctx, c, "/api/auth/me", nil)
}

// Logout ends the session on the server. The jar stays as it is.
func (c *Client) Logout(ctx context.Context) error {
	_, err := post[api.LogoutResponse](ctx, c, "/api/auth/logout", nil)
	return err
}

// renew trades a stale login for a fresh one, once for all processes that share
// the jar.
func (c *Client) renew(ctx context.Context, stale cookies) (cookies, error) {
	return c.jar.renew(c.server, stale, func() (cookies, error) {
		fresh, _, err := c.obtain(ctx, request{method: http.MethodPost, path: "/api/auth/refresh"}, stale)
		if chat.KindOf(err) != chat.Conflict {
			return fresh, err
		}
		// Somebody else has rotated the session this very moment. The server
		// hands out their cookies, for some seconds, to whoever reads.
		fresh, _, err = c.obtain(ctx, request{method: http.MethodGet, path: "/api/auth/me"}, stale)
		return fresh, err
	})
}

// obtain makes a call that is answered with the cookies of a session. It does
// not touch the jar.
func (c *Client) obtain(ctx context.Context, r request, login cookies) (cookies, api.LoginResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	resp, err := c.exchange(ctx, r, login)
	if err == nil {
		resp, err = checked(c, resp)
	}
	if err != nil {
		return nil, api.LoginResponse{}, err
	}
	defer resp.Body.Close()
	answer, err := decode[api.LoginResponse](c, resp)
	return login.with(resp.Cookies()), answer, err
}
