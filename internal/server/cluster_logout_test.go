package server_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/servertest"
)

// session is the person's present login session, which stays what it is
// whatever becomes of their cookies.
func (c *cluster) session() *http.Cookie {
	return &http.Cookie{Name: "SESSION_ID", Value: c.person.Cookie("SESSION_ID")}
}

// reads asks an instance who a session belongs to and returns the status.
func (c *cluster) reads(instance int, session *http.Cookie) int {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	at, err := url.Parse(c.instances[instance].URL)
	if err != nil {
		c.t.Fatal(err)
	}
	jar.SetCookies(at, []*http.Cookie{session})
	caller := servertest.Client{URL: at.String(), HTTP: &http.Client{Jar: jar}}
	err = caller.Do(c.t.Context(), http.MethodGet, "/api/auth/me", nil, nil)
	if refused, ok := errors.AsType[*servertest.StatusError](err); ok {
		return refused.Status
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return http.StatusOK
}

// TestLoggingOutEndsWhatWasReplaced logs out at another instance than the one
// that replaced the token moments ago.
func TestLoggingOutEndsWhatWasReplaced(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 3)
	replaced := c.session()
	if err := c.at(0).Do(t.Context(), http.MethodPost, "/api/auth/refresh", nil, nil); err != nil {
		t.Fatal(err)
	}
	present := c.session()
	for instance := range c.instances {
		for _, session := range []*http.Cookie{present, replaced} {
			if status := c.reads(instance, session); status != http.StatusOK {
				t.Errorf("before, instance %d answers with %d", instance, status)
			}
		}
	}
	if err := c.at(1).Do(t.Context(), http.MethodPost, "/api/auth/logout", nil, nil); err != nil {
		t.Fatal(err)
	}
	for instance := range c.instances {
		if status := c.reads(instance, replaced); status != http.StatusUnauthorized {
			t.Errorf("instance %d answers the replaced token with %d", instance, status)
		}
	}
}

// TestASignOutThatNobodyTellsOf ends a session in the database, as an instance
// does that dies before it has told the others.
func TestASignOutThatNobodyTellsOf(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, "RUSTYGPT__SSE__HEARTBEAT_SECONDS=1")
	a := begin(t.Context(), t, c.at(0))
	here, there := c.follow(0, a), c.follow(1, a)
	here.read(1)
	db, err := pgx.Connect(t.Context(), c.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	if _, err := db.Exec(t.Context(), `UPDATE rustygpt.user_sessions SET revoked_at = now()`); err != nil {
		t.Fatal(err)
	}
	within(t, 20*time.Second, "noticing", func() {
		here.drain()
		there.drain()
	})
}
