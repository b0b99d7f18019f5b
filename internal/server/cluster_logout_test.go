package server_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

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
	return c.gets(instance, session, "/api/auth/me")
}

// gets returns the status with which an instance answers a session.
func (c *cluster) gets(instance int, session *http.Cookie, path string) int {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Error(err)
		return 0
	}
	at, err := url.Parse(c.instances[instance].URL)
	if err != nil {
		c.t.Error(err)
		return 0
	}
	jar.SetCookies(at, []*http.Cookie{session})
	caller := servertest.Client{URL: at.String(), HTTP: &http.Client{Jar: jar}}
	resp, err := caller.Send(c.t.Context(), http.MethodGet, path, nil, nil)
	if refused, ok := errors.AsType[*servertest.StatusError](err); ok {
		return refused.Status
	}
	if err != nil {
		c.t.Error(err)
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// replaceToken replaces the person's token, and finds out which instances refuse
// the former or the new one right after that.
func (c *cluster) replaceToken() (replaced *http.Cookie, refused []int) {
	c.t.Helper()
	replaced = c.session()
	if err := c.at(0).Do(c.t.Context(), http.MethodPost, "/api/auth/refresh", nil, nil); err != nil {
		c.t.Fatal(err)
	}
	for instance := range c.instances {
		for _, session := range []*http.Cookie{c.session(), replaced} {
			if c.reads(instance, session) != http.StatusOK {
				refused = append(refused, instance)
			}
		}
	}
	return replaced, refused
}

// TestLoggingOutEndsWhatWasReplaced logs out at another instance than the one
// that replaced the token moments ago.
func TestLoggingOutEndsWhatWasReplaced(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 3)
	replaced, refused := c.replaceToken()
	for tries := 10; len(refused) > 0; tries-- { // a busy machine may need longer than it is good for
		if tries == 0 {
			t.Fatalf("before, instances %v refuse", refused)
		}
		replaced, refused = c.replaceToken()
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
	if _, err := c.database().Exec(t.Context(), revokeAll); err != nil {
		t.Fatal(err)
	}
	within(t, soon, "noticing", func() {
		here.drain()
		there.drain()
	})
}

const revokeAll = `UPDATE rustygpt.user_sessions SET revoked_at = now()`

// database is a connection of the test's own.
func (c *cluster) database() *pgx.Conn {
	c.t.Helper()
	db, err := pgx.Connect(c.t.Context(), c.url)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = db.Close(context.Background()) })
	return db
}

// TestAStreamThatIsOpenedDuringASignOutElsewhere holds an instance up between
// admitting a reader and entering the stream, and ends the session meanwhile.
func TestAStreamThatIsOpenedDuringASignOutElsewhere(t *testing.T) {
	t.Parallel()
	for name, signOut := range map[string]func(c *cluster) error{
		"logging out": func(c *cluster) error {
			return c.at(0).Do(c.t.Context(), http.MethodPost, "/api/auth/logout", nil, nil)
		},
		"what nobody tells of": func(c *cluster) error {
			_, err := c.database().Exec(c.t.Context(), revokeAll)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startCluster(t, 2, "RUSTYGPT__SSE__HEARTBEAT_SECONDS=1")
			session := c.session()
			var made struct{ ID string }
			if err := c.at(0).Do(t.Context(), http.MethodPost, "/api/v1/chats", struct{}{}, &made); err != nil {
				t.Fatal(err)
			}
			present, err := c.at(1).Send(t.Context(), http.MethodGet, "/api/stream/me", nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer present.Body.Close()

			goOn := c.holdUp()
			status := make(chan int, 1)
			go func() { status <- c.gets(1, session, "/api/stream/conversations/"+made.ID) }()
			c.awaitHeldUp()
			if err := signOut(c); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, present.Body); err != nil { // the instance knows
				t.Fatal(err)
			}
			goOn()
			if got := <-status; got != http.StatusUnauthorized {
				t.Errorf("the stream is answered with %d", got)
			}
		})
	}
}

// holdUp has whoever opens a conversation's stream wait for goOn.
func (c *cluster) holdUp() (goOn func()) {
	c.t.Helper()
	ctx := c.t.Context()
	tx, err := c.database().Begin(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, `LOCK TABLE rustygpt.conversations IN ACCESS EXCLUSIVE MODE`); err != nil {
		c.t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(ctx); err != nil {
			c.t.Error(err)
		}
	}
}

// awaitHeldUp returns once somebody waits who asks how far a conversation has
// come, which is what a stream begins with.
func (c *cluster) awaitHeldUp() {
	c.t.Helper()
	db := c.database()
	for waits := false; !waits; {
		err := db.QueryRow(c.t.Context(), `
			SELECT EXISTS (SELECT 1 FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'SELECT position FROM rustygpt.conversations %')`).Scan(&waits)
		if err != nil {
			c.t.Fatal(err)
		}
	}
}
