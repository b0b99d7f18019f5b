package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// product is the server with one person signed in.
type product struct {
	*child
	*servertest.Client
	dir     string
	environ []string // its settings
	cookie  string   // of the person's session
}

// startProduct runs the server on an empty data directory, makes an account
// and signs in. The scripted upstream, if one is given, is its only model.
// Settings are as for startServer.
func (l *lab) startProduct(ctx context.Context, up *upstream, environ ...string) (*product, error) {
	dir, err := l.directory()
	if err != nil {
		return nil, err
	}
	c, err := l.startServer(ctx, dir, environ...)
	if err != nil {
		return nil, err
	}
	p := &product{child: c, Client: servertest.NewClient(c.url), dir: dir, environ: environ}
	p.HTTP.Transport = &http.Transport{MaxIdleConnsPerHost: 64}
	if err := p.signIn(ctx); err != nil {
		return nil, err
	}
	if up != nil {
		return p, p.addModel(ctx, up)
	}
	return p, nil
}

// restart ends the server and starts it again. The session stays.
func (l *lab) restart(ctx context.Context, p *product) error {
	if err := p.stop(); err != nil {
		return err
	}
	return l.resume(ctx, p)
}

// resume starts a server that was stopped.
func (l *lab) resume(ctx context.Context, p *product) error {
	c, err := l.startServer(ctx, p.dir, p.environ...)
	if err != nil {
		return err
	}
	p.child, p.URL = c, c.url // cookies belong to the host, whatever the port
	return nil
}

func (p *product) signIn(ctx context.Context) error {
	err := p.Do(ctx, http.MethodPost, "/api/setup", map[string]string{
		"username": servertest.AdminName, "email": "admin@example.com", "password": servertest.AdminPassword,
	}, nil)
	if err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	err = p.Do(ctx, http.MethodPost, "/api/auth/login", map[string]string{
		"email": servertest.AdminName, "password": servertest.AdminPassword,
	}, nil)
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	p.cookie = "SESSION_ID=" + p.Cookie("SESSION_ID")
	return nil
}

func (p *product) addModel(ctx context.Context, up *upstream) error {
	var provider struct {
		ID chat.ProviderID `json:"id"`
	}
	err := p.Do(ctx, http.MethodPost, "/api/v1/admin/providers", api.CreateProviderRequest{Name: "Scripted", BaseURL: up.url + "/v1"}, &provider)
	if err != nil {
		return fmt.Errorf("add the provider: %w", err)
	}
	err = p.Do(ctx, http.MethodPost, "/api/v1/admin/providers/"+provider.ID.String()+"/models",
		api.ConfigureModelRequest{UpstreamID: scriptModel, DisplayName: "Scripted", IsDefault: true}, nil)
	if err != nil {
		return fmt.Errorf("add the model: %w", err)
	}
	return nil
}

// converse makes n conversations.
func (p *product) converse(ctx context.Context, n int, mode chat.AssistantMode) ([]chat.ConversationID, error) {
	ids := make([]chat.ConversationID, n)
	title := "A conversation"
	for i := range ids {
		var made api.ConversationCreateResponse
		err := p.Do(ctx, http.MethodPost, "/api/conversations", api.ConversationCreateRequest{Title: &title, AssistantMode: &mode}, &made)
		if err != nil {
			return nil, fmt.Errorf("make a conversation: %w", err)
		}
		ids[i] = made.ConversationID
	}
	return ids, nil
}

// post starts a thread.
func (p *product) post(ctx context.Context, id chat.ConversationID, content string) (api.PostRootMessageResponse, error) {
	var posted api.PostRootMessageResponse
	err := p.Do(ctx, http.MethodPost, "/api/threads/"+id.String()+"/root", api.PostMessageRequest{Content: content}, &posted)
	if err != nil {
		return posted, fmt.Errorf("post: %w", err)
	}
	return posted, nil
}

func (p *product) position(ctx context.Context, id chat.ConversationID) (int64, error) {
	var c chat.Conversation
	err := p.Do(ctx, http.MethodGet, "/api/conversations/"+id.String(), nil, &c)
	return c.Position, err
}

func streamPath(id chat.ConversationID) string { return "/api/stream/conversations/" + id.String() }

// wait lets a load run for a while.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// quoted is the request that makes an upstream of the chat completions kind
// follow a script.
func quoted(script string) string {
	return `{"model":"` + scriptModel + `","stream":true,"messages":[{"role":"user","content":"` +
		strings.ReplaceAll(script, `"`, `\"`) + `"}]}`
}
