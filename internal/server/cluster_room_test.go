package server_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// visitor is somebody at the second instance, whose account was made at the
// first.
func (c *cluster) visitor(name string) *servertest.Client {
	c.t.Helper()
	return &servertest.Client{URL: c.instances[1].URL, HTTP: guest(c.t, c.person, name).HTTP}
}

// join starts one more instance.
func (c *cluster) join() *servertest.Process {
	c.t.Helper()
	p := c.instances[0].StartAnother(c.t)
	c.instances = append(c.instances, p)
	return p
}

func TestPresenceAndTypingAtAnotherInstance(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, signUp)
	bob := c.visitor("bob")
	me := whoIs(t, bob)
	r := newRoom(t, c.person)
	r.add(me, chat.RoleParticipant)
	root := r.post(c.person, "Is anybody there?")

	watching := listen(t, c.person, r.stream())
	is := func(l *listener, status chat.PresenceStatus) {
		t.Helper()
		expect(l, chat.EventPresenceUpdate, func(p chat.PresencePayload) bool { return p.UserID == me && p.Status == status })
	}
	types := func(l *listener, typing bool) {
		t.Helper()
		expect(l, chat.EventTypingUpdate, func(p chat.TypingPayload) bool {
			return p.UserID == me && p.RootID == root && p.ExpiresAt.After(time.Now()) == typing
		})
	}
	within(t, soon, "presence", func() {
		r.heartbeat(bob, chat.PresenceOnline)
		is(watching, chat.PresenceOnline)
		r.heartbeat(bob, chat.PresenceAway)
		is(watching, chat.PresenceAway)
	})
	within(t, soon, "typing", func() {
		r.types(bob, root, 20)
		types(watching, true)
		r.types(bob, root, 0)
		types(watching, false)
		r.types(bob, root, 30)
		types(watching, true)
	})

	// An instance that starts asks for what the others know.
	typed := time.Now()
	late := &servertest.Client{URL: c.join().URL, HTTP: c.person.HTTP}
	var list struct{ Participants []chat.Participant }
	path := "/api/conversations/" + r.id.String() + "/participants"
	within(t, soon, "the answer to an instance that starts", func() {
		for away := false; !away; {
			if err := late.Do(t.Context(), http.MethodGet, path, nil, &list); err != nil {
				t.Fatal(err)
			}
			for _, p := range list.Participants {
				away = away || p.AccountID == me && p.Presence == chat.PresenceAway && !p.LastSeenAt.IsZero()
			}
		}
	})
	greeted := listen(t, late, r.stream())
	is(greeted, chat.PresenceAway)
	if time.Since(typed) > 20*time.Second { // it may be over by now
		r.types(bob, root, 30)
	}
	types(greeted, true)

	// A post ends the typing on all of them.
	r.reply(bob, root, "I am.")
	for _, l := range []*listener{watching, greeted} {
		types(l, false)
	}
}

func TestWhoIsRemovedLosesTheirStreamsAtEveryInstance(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, signUp)
	bob := c.visitor("bob")
	me := whoIs(t, bob)
	r := newRoom(t, c.person)
	r.add(me, chat.RoleParticipant)
	inside, owner := listen(t, bob, r.stream()), listen(t, c.at(1), r.stream())
	within(t, soon, "the end of the stream", func() {
		r.remove(me)
		if last := inside.ended(); len(last) == 0 || last[len(last)-1] != string(chat.EventMembershipChanged) {
			t.Errorf("the stream ended with %v", last)
		}
	})
	expect(owner, chat.EventMembershipChanged, func(p chat.MembershipPayload) bool { return p.UserID == me })
	within(t, soon, "the end of a deleted conversation", func() {
		if err := c.person.Do(t.Context(), http.MethodDelete, "/api/conversations/"+r.id.String(), nil, nil); err != nil {
			t.Fatal(err)
		}
		if last := owner.ended(); last[len(last)-1] != string(chat.EventConversationUpdated) {
			t.Errorf("the stream ended with %v", last)
		}
	})
}

func TestModelsOfAnotherInstance(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2)
	models := func() (names []string) {
		var list []struct {
			Name string `json:"display_name"`
		}
		if err := c.at(1).Do(t.Context(), http.MethodGet, "/api/v1/models", nil, &list); err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			names = append(names, m.Name)
		}
		return names
	}
	before := len(models())
	var provider struct {
		ID chat.ProviderID `json:"id"`
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(c.person.Do(t.Context(), http.MethodPost, "/api/v1/admin/providers",
		map[string]string{"name": "Another", "base_url": "http://127.0.0.1:9/v1"}, &provider))
	must(c.person.Do(t.Context(), http.MethodPost, "/api/v1/admin/providers/"+provider.ID.String()+"/models",
		map[string]any{"upstream_id": "m", "display_name": "Another one"}, nil))
	within(t, soon, "the list of models", func() {
		for len(models()) != before+1 {
			<-time.After(10 * time.Millisecond)
		}
	})
}

// remembered is for how long settings are not read anew unless another instance
// says that they have changed.
const remembered = 10 * time.Second

func TestSettingsOfAnotherInstance(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 1)
	db, err := pgx.Connect(t.Context(), c.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	exec := func(statement string, args ...any) {
		t.Helper()
		if _, err := db.Exec(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	name := func() string {
		t.Helper()
		var server struct {
			Branding struct {
				Name string `json:"server_name"`
			} `json:"branding"`
		}
		if err := c.person.Do(t.Context(), http.MethodGet, "/api/v1/server", nil, &server); err != nil {
			t.Fatal(err)
		}
		return server.Branding.Name
	}
	// A busy machine may be too slow for one round to prove anything.
	for _, next := range []string{"Kitchen", "Garden", "Attic"} {
		began := time.Now()
		name() // is remembered from now on
		exec(`UPDATE rustygpt.server_settings SET server_name = $1`, next)
		exec(`SELECT pg_notify('rustygpt_notices', 'another s')`)
		for name() != next {
			<-time.After(10 * time.Millisecond)
		}
		if time.Since(began) < remembered {
			return
		}
	}
	t.Error("the change was seen no sooner than without the notice")
}
