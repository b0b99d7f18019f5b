package server_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
)

// patienceFor is how long something is waited for that has to come: far longer
// than it takes on a busy machine.
const patienceFor = 2 * time.Minute

// listener is an open event stream of which frames are taken one by one.
type listener struct {
	t      *testing.T
	frames chan servertest.Frame // closed when the server ends the stream
	close  func()
}

// listen opens an event stream.
func listen(t *testing.T, person *servertest.Client, path string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	resp, err := person.Send(ctx, http.MethodGet, path, nil, nil)
	if err != nil {
		t.Fatalf("open %s: %v", path, err)
	}
	l := &listener{t: t, frames: make(chan servertest.Frame), close: cancel}
	go func() {
		defer resp.Body.Close()
		defer close(l.frames)
		for f, err := range servertest.Frames(resp.Body) {
			if err != nil {
				return
			}
			select {
			case l.frames <- f:
			case <-ctx.Done():
				return
			}
		}
	}()
	return l
}

// next takes the next frame.
func (l *listener) next() servertest.Frame {
	l.t.Helper()
	select {
	case f, open := <-l.frames:
		if !open {
			l.t.Fatal("the stream ended")
		}
		return f
	case <-time.After(patienceFor):
		l.t.Fatal("nothing comes")
	}
	return servertest.Frame{}
}

// await skips frames up to one that is of a type and that fits.
func (l *listener) await(typ chat.EventType, fits func(servertest.Frame) bool) servertest.Frame {
	l.t.Helper()
	patience := time.After(patienceFor)
	var skipped []string
	for {
		select {
		case f, open := <-l.frames:
			if !open {
				l.t.Fatalf("the stream ended before %s, after %v", typ, skipped)
			}
			if f.Event == string(typ) && fits(f) {
				return f
			}
			skipped = append(skipped, f.Event)
		case <-patience:
			l.t.Fatalf("no %s came, but %v", typ, skipped)
		}
	}
}

// collect takes frames until there was one of each type, in whatever order, and
// returns the last of each.
func (l *listener) collect(types ...chat.EventType) map[chat.EventType]servertest.Frame {
	l.t.Helper()
	got := map[chat.EventType]servertest.Frame{}
	for slices.ContainsFunc(types, func(t chat.EventType) bool { return got[t].Event == "" }) {
		f := l.next()
		got[chat.EventType(f.Event)] = f
	}
	return got
}

// expect is await for a payload of the given kind.
func expect[P any](l *listener, typ chat.EventType, fits func(P) bool) P {
	l.t.Helper()
	var p P
	l.await(typ, func(f servertest.Frame) bool {
		var found P
		if err := f.Payload(&found); err != nil {
			l.t.Fatal(err)
		}
		p = found
		return fits(found)
	})
	return p
}

// ended waits for the end of the stream and returns what still came.
func (l *listener) ended() (last []string) {
	l.t.Helper()
	patience := time.After(patienceFor)
	for {
		select {
		case f, open := <-l.frames:
			if !open {
				return last
			}
			last = append(last, f.Event)
		case <-patience:
			l.t.Fatalf("the stream does not end; after %v", last)
		}
	}
}

func anything[P any](P) bool { return true }

// guest makes an account with an invitation into a conversation of an
// administrator, on a server that allows it. A password given by the
// administrator would have to be changed, which ends streams everywhere.
func guest(t *testing.T, admin *servertest.Client, name string) *servertest.Client {
	t.Helper()
	hall := newRoom(t, admin)
	var invite struct{ Token string }
	err := admin.Do(t.Context(), http.MethodPost, "/api/conversations/"+hall.id.String()+"/invites",
		map[string]any{"email": name + "@example.com", "role": "viewer"}, &invite)
	if err != nil {
		t.Fatal(err)
	}
	person := servertest.NewClient(admin.URL)
	err = person.Do(t.Context(), http.MethodPost, "/api/invites/sign-up",
		map[string]string{"token": invite.Token, "username": name, "password": "a guest's password"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return person
}

// whoIs is the account of a person.
func whoIs(t *testing.T, person *servertest.Client) chat.AccountID {
	t.Helper()
	var me struct {
		User struct {
			ID chat.AccountID `json:"id"`
		} `json:"user"`
	}
	if err := person.Do(t.Context(), http.MethodGet, "/api/v1/auth/session", nil, &me); err != nil {
		t.Fatal(err)
	}
	return me.User.ID
}

// room is a group that an administrator has made.
type room struct {
	t     *testing.T
	owner *servertest.Client
	id    chat.ConversationID
}

func newRoom(t *testing.T, owner *servertest.Client) *room {
	t.Helper()
	var made struct {
		ID chat.ConversationID `json:"conversation_id"`
	}
	err := owner.Do(t.Context(), http.MethodPost, "/api/conversations",
		map[string]any{"title": "Friends", "is_group": true, "assistant_mode": "off"}, &made)
	if err != nil {
		t.Fatal(err)
	}
	return &room{t: t, owner: owner, id: made.ID}
}

func (r *room) add(who chat.AccountID, role chat.ConversationRole) {
	r.t.Helper()
	err := r.owner.Do(r.t.Context(), http.MethodPost, "/api/conversations/"+r.id.String()+"/participants",
		map[string]any{"user_id": who, "role": role}, nil)
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) remove(who chat.AccountID) {
	r.t.Helper()
	err := r.owner.Do(r.t.Context(), http.MethodDelete, "/api/conversations/"+r.id.String()+"/participants/"+who.String(), nil, nil)
	if err != nil {
		r.t.Fatal(err)
	}
}

// post starts a thread.
func (r *room) post(who *servertest.Client, content string) chat.MessageID {
	r.t.Helper()
	var posted struct {
		ID chat.MessageID `json:"message_id"`
	}
	err := who.Do(r.t.Context(), http.MethodPost, "/api/threads/"+r.id.String()+"/root", map[string]string{"content": content}, &posted)
	if err != nil {
		r.t.Fatal(err)
	}
	return posted.ID
}

func (r *room) stream() string { return "/api/stream/conversations/" + r.id.String() }

func (r *room) reply(who *servertest.Client, to chat.MessageID, content string) {
	r.t.Helper()
	r.send(who, "/api/messages/"+to.String()+"/reply", map[string]string{"content": content})
}

func (r *room) types(who *servertest.Client, root chat.MessageID, seconds int) {
	r.t.Helper()
	r.send(who, "/api/typing", map[string]any{"conversation_id": r.id, "root_id": root, "seconds": seconds})
}

func (r *room) heartbeat(who *servertest.Client, status chat.PresenceStatus) {
	r.t.Helper()
	r.send(who, "/api/presence/heartbeat", map[string]any{"status": status})
}

func (r *room) send(who *servertest.Client, path string, body any) {
	r.t.Helper()
	if err := who.Do(r.t.Context(), http.MethodPost, path, body, nil); err != nil {
		r.t.Fatal(err)
	}
}
