package httpapi_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/httpapi"
)

// accounts can be embedded: a field of the interface's own name would hide its
// method of that name.
type accounts = httpapi.Accounts

// meanwhile lets something happen once a request was let pass, before its
// handler runs.
type meanwhile struct {
	accounts
	happens func() // nil = nothing; happens once
}

func (m *meanwhile) Authenticate(ctx context.Context, p account.Presented) (account.Authenticated, error) {
	got, err := m.accounts.Authenticate(ctx, p)
	if happens := m.happens; happens != nil {
		m.happens = nil
		happens()
	}
	return got, err
}

// opening is a member's streams, and what happens while they are opened.
type opening struct {
	*world
	meanwhile *meanwhile
	server    *httptest.Server
	admin     *browser
	member    *browser
	room      string
}

func newOpening(t *testing.T) *opening {
	t.Helper()
	o := &opening{meanwhile: &meanwhile{}}
	o.world, o.admin = newSetUpWorld(t, func(d *httpapi.Deps) {
		o.meanwhile.accounts = d.Accounts
		d.Accounts = o.meanwhile
	})
	o.server = httptest.NewServer(o.edge)
	t.Cleanup(o.server.Close)
	o.member = o.world.member("member")
	o.room = o.admin.create(map[string]any{"title": "Friends", "is_group": true})
	o.admin.send("POST", "/api/conversations/"+o.room+"/participants",
		map[string]any{"user_id": o.member.account.ID, "role": "member"}).status(http.StatusNoContent)
	o.member.send("GET", "/api/auth/me", nil).status(http.StatusOK) // to come into a room renews the session
	return o
}

// open has something happen while the member opens a stream, and returns the
// status of that.
func (o *opening) open(path string, happens func()) int {
	o.t.Helper()
	o.meanwhile.happens = happens
	request, err := http.NewRequestWithContext(o.t.Context(), http.MethodGet, o.server.URL+path, nil)
	o.must(err)
	response, err := http.DefaultClient.Do(o.member.sign(request))
	o.must(err)
	response.Body.Close()
	return response.StatusCode
}

// TestAStreamThatIsOpenedDuringASignOut: the streams that the end of a session
// ends are those that are there. One that is being opened is refused.
func TestAStreamThatIsOpenedDuringASignOut(t *testing.T) {
	t.Parallel()
	streams := map[string]func(o *opening) string{
		"of a conversation": func(o *opening) string { return "/api/stream/conversations/" + o.room },
		"of a conversation, with what was missed": func(o *opening) string {
			return "/api/stream/conversations/" + o.room + "?since=0"
		},
		"of a person": func(*opening) string { return "/api/stream/me" },
	}
	for name, tt := range map[string]struct {
		happens func(o *opening) error
		status  int
	}{
		"nothing": {func(*opening) error { return nil }, http.StatusOK},
		"logout": {func(o *opening) error {
			return o.accounts.Logout(o.t.Context(), o.member.token)
		}, http.StatusUnauthorized},
		"logout of the other devices": {func(o *opening) error {
			other := o.signIn("member", password)
			issued, err := o.accounts.Authenticate(o.t.Context(), account.Presented{Token: other.token})
			if err != nil {
				return err
			}
			return o.accounts.RevokeOtherSessions(o.t.Context(), issued.Actor)
		}, http.StatusUnauthorized},
		"an administrator signs out": {func(o *opening) error {
			return o.accounts.RevokeSessionsOf(o.t.Context(), o.admin.actor(), o.member.account.ID)
		}, http.StatusUnauthorized},
		"an administrator disables": {func(o *opening) error {
			_, err := o.accounts.UpdateAccount(o.t.Context(), o.admin.actor(),
				account.UpdateInput{ID: o.member.account.ID, Disabled: new(true)})
			return err
		}, http.StatusUnauthorized},
		"an administrator deletes": {func(o *opening) error {
			return o.accounts.DeleteAccount(o.t.Context(), o.admin.actor(), o.member.account.ID, chat.AccountID{})
		}, http.StatusUnauthorized},
		"a new password": {func(o *opening) error {
			return o.accounts.ChangePassword(o.t.Context(), o.member.actor(), password, password+"?")
		}, http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for stream, path := range streams {
				t.Run(stream, func(t *testing.T) {
					t.Parallel()
					o := newOpening(t)
					if got := o.open(path(o), func() { o.must(tt.happens(o)) }); got != tt.status {
						t.Errorf("status %d, want %d", got, tt.status)
					}
				})
			}
		})
	}
}

// TestAStreamThatIsOpenedDuringARemoval is the same about a place in a
// conversation.
func TestAStreamThatIsOpenedDuringARemoval(t *testing.T) {
	t.Parallel()
	o := newOpening(t)
	got := o.open("/api/stream/conversations/"+o.room, func() {
		o.admin.send("DELETE", "/api/conversations/"+o.room+"/participants/"+o.member.account.ID.String(), nil).
			status(http.StatusNoContent)
	})
	if got != http.StatusNotFound {
		t.Errorf("status %d", got)
	}
}

// TestAnAnswerThatIsReadDuringASignOut posts a message and signs out: the
// answer is written, and not told.
func TestAnAnswerThatIsReadDuringASignOut(t *testing.T) {
	t.Parallel()
	o := newOpening(t)
	url := "/api/v1/chats/" + o.member.chat() + "/generate"
	o.meanwhile.happens = func() { o.must(o.accounts.Logout(o.t.Context(), o.member.token)) }
	frames := o.member.send("POST", url, question(uuid.NewString())).status(http.StatusOK).Body.String()
	if !strings.Contains(frames, "event: started") || strings.Count(frames, "event: ") != 1 {
		t.Errorf("the reader got\n%s", frames)
	}
}
