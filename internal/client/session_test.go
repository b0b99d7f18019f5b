package client_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

func readJar(t *testing.T, j *client.Jar) string {
	t.Helper()
	line, err := os.ReadFile(j.Path())
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(line))
}

func TestLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-5-at-1000")
	o := options(t, w.URL)
	c := client.New(o)
	_, err := c.Login(t.Context(), servertest.AdminName, "wrong password")
	if chat.KindOf(err) != chat.Unauthenticated {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := os.Stat(o.Jar.Path()); err == nil {
		t.Error("a failed login leaves a jar")
	}
	c = loginWith(t, o)
	if line := readJar(t, o.Jar); !strings.HasPrefix(line, "SESSION_ID=") || !strings.Contains(line, "; CSRF-TOKEN=") {
		t.Error("the jar holds something else than the two cookies")
	}
	me, err := c.Me(t.Context())
	if err != nil || me.User.Username != servertest.AdminName {
		t.Errorf("%+v, %v", me, err)
	}
	if err := c.Logout(t.Context()); err != nil {
		t.Errorf("log-out: %v", err)
	}
	if _, err := c.Me(t.Context()); chat.KindOf(err) != chat.Unauthenticated {
		t.Errorf("after log-out: %v", err)
	}
}

// TestRefresh: a session that the server mistrusts, because it was begun by
// another program, is refreshed once and the call repeated.
func TestRefresh(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-5-at-1000", "RUSTYGPT__AUTH__SUSPICIOUS_CHECK=true")
	o := options(t, w.URL)
	c := loginWith(t, o)
	id := w.conversation(t)
	browser := servertest.NewClient(w.URL)
	browser.Login(t, servertest.AdminName, servertest.AdminPassword)
	taken := "SESSION_ID=" + browser.Cookie("SESSION_ID") + "; CSRF-TOKEN=" + browser.Cookie("CSRF-TOKEN")
	if err := os.WriteFile(o.Jar.Path(), []byte(taken), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newTranscript(t)
	wait := make(chan struct{})
	go func() {
		defer close(wait)
		r.read(t.Context(), client.New(o), client.Follow{Conversation: id}, r.ended(1)) // refreshes, too
	}()
	say(t, c, id, "Hello")
	<-wait
	if readJar(t, o.Jar) == taken {
		t.Error("the jar holds the stale session")
	}
}

// TestReplacedElsewhere: a login whose token another process has just replaced,
// without sharing the jar, still gets on.
func TestReplacedElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-5-at-1000")
	o, copied := options(t, w.URL), options(t, w.URL)
	c := loginWith(t, o)
	id := w.conversation(t)
	stale := readJar(t, o.Jar)
	loginWith(t, copied)
	if err := os.WriteFile(copied.Jar.Path(), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	refresh(t, w.URL, stale)
	say(t, c, id, "Hello")
	if readJar(t, o.Jar) == stale {
		t.Error("the jar holds the stale session")
	}
}

func refresh(t *testing.T, server, cookie string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server+"/api/auth/refresh", http.NoBody)
	if err != nil {
		t.Error(err)
		return
	}
	req.Header.Set("Cookie", cookie)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Errorf("refresh: %v", err)
		return
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("refresh: %s", resp.Status)
	}
}

// TestSharedJar: several processes use a jar, and again and again the session is
// replaced while they do. All get on, and the jar ends up working.
func TestSharedJar(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-2-at-1000")
	o := options(t, w.URL)
	loginWith(t, o)
	id := w.conversation(t)
	clients := make([]*client.Client, 4)
	for i := range clients {
		clients[i] = client.New(client.Options{Server: o.Server, Jar: client.NewJar(o.Jar.Path())})
	}
	for range 10 {
		held := readJar(t, o.Jar)
		var round sync.WaitGroup
		round.Go(func() { refresh(t, w.URL, held) })
		for _, c := range clients {
			round.Go(func() {
				if _, err := c.PostRoot(t.Context(), id, api.PostMessageRequest{Content: "Hello"}); err != nil {
					t.Errorf("post: %v", err)
				}
			})
		}
		round.Wait()
		if _, err := clients[0].Me(t.Context()); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	}
}

// TestLoggedOutWhileFollowing ends the following, with the reason.
func TestLoggedOutWhileFollowing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-2-at-1000")
	c := login(t, w.URL)
	id := w.conversation(t)
	follow := client.Follow{Conversation: id, Watch: client.Watch{Open: func() {
		if err := c.Logout(t.Context()); err != nil {
			t.Errorf("log-out: %v", err)
		}
	}}}
	var last error
	for _, err := range c.Follow(t.Context(), follow) {
		last = err
	}
	if chat.KindOf(last) != chat.Unauthenticated {
		t.Errorf("it ended with %v", last)
	}
}

// TestNotIn: somebody who is not in the conversation does not try again.
func TestNotIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "tokens-2-at-1000")
	follow := client.Follow{Conversation: chat.NewID[chat.Conversation](), Watch: client.Watch{
		Lost: func(err error, _ time.Duration) { t.Errorf("tries again: %v", err) },
	}}
	for _, err := range login(t, w.URL).Follow(t.Context(), follow) {
		if chat.KindOf(err) != chat.NotFound {
			t.Errorf("it ended with %v", err)
		}
	}
}

// stub is a server that only answers as told, after a login.
func stub(t *testing.T, handle http.HandlerFunc) client.Options {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/auth/login", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "SESSION_ID", Value: "secret"})
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{}`))
	})
	mux.HandleFunc("/", handle)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	o := options(t, server.URL)
	loginWith(t, o)
	return o
}

// TestProblems: what went wrong arrives as its kind, with the server's words.
func TestProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status      int
		media, body string
		kind        chat.Kind
		want        string
	}{
		"problem":     {403, "application/problem+json", `{"code":"RGP.RBAC.FORBIDDEN","message":"Viewers cannot do this."}`, chat.Forbidden, "Viewers cannot do this."},
		"parameters":  {410, "application/problem+json; charset=utf-8", `{"code":"RGP.GONE","message":"Expired."}`, chat.Gone, "Expired."},
		"page":        {502, "text/html", "<h1>Bad gateway</h1>", chat.Upstream, " answered: 502 Bad Gateway"},
		"empty":       {500, "application/problem+json", "", chat.Internal, " answered: 500 Internal Server Error"},
		"no rustygpt": {200, "text/html", "<h1>Hello</h1>", chat.Upstream, " does not answer like a rustygpt server (200 OK)."},
		"not JSON":    {200, "application/json", "[", chat.Upstream, " cannot be understood."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := stub(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", test.media)
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.body))
			})
			_, err := client.New(o).Me(t.Context())
			if chat.KindOf(err) != test.kind || !strings.Contains(err.Error(), test.want) {
				t.Errorf("kind %d, %v", chat.KindOf(err), err)
			}
		})
	}
}

// TestRetryAfter is passed on.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	o := stub(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"code":"RGP.RATE_LIMITED","message":"Too fast."}`))
	})
	_, err := client.New(o).Me(t.Context())
	e, ok := errors.AsType[*chat.Error](err)
	if !ok || e.Kind != chat.RateLimited || e.RetryAfter != 7*time.Second {
		t.Errorf("%+v", e)
	}
}

// TestRedirect: the session does not follow the server elsewhere.
func TestRedirect(t *testing.T) {
	t.Parallel()
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("somebody else was sent %v", r.Header)
	}))
	t.Cleanup(thief.Close)
	o := stub(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, thief.URL+"/there", http.StatusFound)
	})
	_, err := client.New(o).Me(t.Context())
	if err == nil || !strings.Contains(err.Error(), thief.URL) {
		t.Errorf("%v", err)
	}
	o.Server = thief.URL
	if _, err := client.New(o).Me(t.Context()); chat.KindOf(err) != chat.Unauthenticated {
		t.Errorf("another server: %v", err)
	}
}

// TestSilence: a stream without a sign of life is taken up again.
func TestSilence(t *testing.T) {
	t.Parallel()
	o := stub(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	o.Silence = 200 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	opened, lost := 0, 0
	follow := client.Follow{Watch: client.Watch{
		Lost: func(err error, _ time.Duration) {
			if lost++; err.Error() != "no sign of life" {
				t.Errorf("lost: %v", err)
			}
		},
		Open: func() {
			if opened++; opened == 3 {
				cancel()
			}
		},
	}}
	for _, err := range client.New(o).Follow(ctx, follow) {
		if chat.KindOf(err) != chat.Canceled {
			t.Errorf("it ended with %v", err)
		}
	}
	if lost < 2 {
		t.Errorf("lost %d times", lost)
	}
}
