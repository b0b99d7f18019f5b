package server_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	crowdPeople     = 20
	crowdWriters    = 8
	crowdOperations = 5000 // at least
	crowdRemovals   = 10   // at least
	// More than the room ever has events, so that nobody has to start over.
	crowdLog = 100_000
)

// TestCrowd has many people in one room at once. Some write: threads, replies
// anywhere, edits, deletions, read marks; the owner lets people in and puts them
// out. Everybody follows, some with a bad connection. At the end each has the
// same picture as the database.
func TestCrowd(t *testing.T) {
	t.Parallel()
	p := servertest.StartProcess(t,
		"RUSTYGPT__LIMITS__ENABLED=false",
		"RUSTYGPT__INVITES__SIGN_UP=true",
		"RUSTYGPT__SSE__MAX_BACKFILL_EVENTS="+strconv.Itoa(crowdLog),
		"RUSTYGPT__SSE__PERSISTENCE__MAX_EVENTS_PER_USER="+strconv.Itoa(crowdLog),
	)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	c := newCrowd(ctx, t, p)
	c.followAll(ctx)
	c.write(ctx)
	c.compare(ctx)
	c.checkPositions(p)
}

// crowd is a room and the people in it. The first is its owner, the next ones
// write, the others only come, read and go.
type crowd struct {
	t      *testing.T
	room   chat.ConversationID
	people []*onlooker

	mu       sync.Mutex
	messages []posted // everything that was ever posted

	done, removed, resumed atomic.Int64
}

type posted struct {
	id, root chat.MessageID
	author   *onlooker
}

func newCrowd(ctx context.Context, t *testing.T, p *servertest.Process) *crowd {
	t.Helper()
	owner := servertest.NewClient(p.URL)
	owner.Setup(t)
	var me api.MeResponse
	var made api.ConversationCreateResponse
	mustDo(ctx, t, owner, http.MethodGet, "/api/auth/me", nil, &me)
	mustDo(ctx, t, owner, http.MethodPost, "/api/conversations", map[string]any{"title": "The crowd", "is_group": true}, &made)
	c := &crowd{t: t, room: made.ConversationID}
	c.people = append(c.people, newOnlooker(c, owner, me.User.ID))
	for i := range crowdPeople - 1 {
		c.people = append(c.people, c.invite(ctx, owner, p.URL, "person"+strconv.Itoa(i)))
	}
	return c
}

// invite makes somebody's account by an invitation.
func (c *crowd) invite(ctx context.Context, owner *servertest.Client, url, name string) *onlooker {
	c.t.Helper()
	var invite api.CreateInviteResponse
	mustDo(ctx, c.t, owner, http.MethodPost, c.path("/invites"), map[string]any{"email": name + "@example.com", "role": "member"}, &invite)
	person := servertest.NewClient(url)
	var joined api.SignUpResponse
	mustDo(ctx, c.t, person, http.MethodPost, "/api/invites/sign-up", map[string]any{
		"token": invite.Token, "username": name, "password": servertest.AdminPassword,
	}, &joined)
	return newOnlooker(c, person, joined.User.ID)
}

func (c *crowd) path(rest string) string { return "/api/conversations/" + c.room.String() + rest }

func mustDo(ctx context.Context, t *testing.T, person *servertest.Client, method, path string, body, out any) {
	t.Helper()
	if err := person.Do(ctx, method, path, body, out); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}

// followAll starts everybody's stream. Every other person has a bad connection.
func (c *crowd) followAll(ctx context.Context) {
	for i, o := range c.people {
		o.unsteady = i%2 == 1
		go o.follow(ctx)
	}
}

// write has the writers do what comes to their minds until enough was done.
func (c *crowd) write(ctx context.Context) {
	var writing sync.WaitGroup
	for i := range crowdWriters {
		writer := c.people[i]
		dice := rand.New(rand.NewPCG(uint64(i), 4))
		writing.Go(func() {
			for (c.done.Add(1) <= crowdOperations || c.removed.Load() < crowdRemovals) && ctx.Err() == nil {
				if err := c.act(ctx, writer, dice); err != nil {
					c.t.Errorf("person %d: %v", i, err)
					return
				}
			}
		})
	}
	writing.Wait()
}

// act does one thing. What somebody may not do any more, because a message or
// a membership changed meanwhile, is refused and nothing else.
func (c *crowd) act(ctx context.Context, writer *onlooker, dice *rand.Rand) error {
	subject, ok := c.pick(dice)
	var err error
	switch n := dice.IntN(100); {
	case !ok || n < 6:
		err = c.post(ctx, writer, "/api/threads/"+c.room.String()+"/root", dice)
	case n < 60:
		err = c.post(ctx, writer, "/api/messages/"+subject.id.String()+"/reply", dice)
	case n < 72:
		err = writer.Do(ctx, http.MethodPost, "/api/messages/"+subject.id.String()+"/edit", map[string]string{"content": words(dice)}, nil)
	case n < 80:
		err = writer.Do(ctx, http.MethodPost, "/api/messages/"+subject.id.String()+"/delete", struct{}{}, nil)
	case n < 84:
		err = writer.Do(ctx, http.MethodPost, "/api/messages/"+subject.id.String()+"/restore", nil, nil)
	case n < 86 || writer != c.people[0]:
		err = writer.Do(ctx, http.MethodPost, "/api/threads/"+subject.root.String()+"/read", struct{}{}, nil)
	default:
		err = c.usher(ctx, dice)
	}
	return expected(err)
}

func (c *crowd) pick(dice *rand.Rand) (posted, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.messages) == 0 {
		return posted{}, false
	}
	return c.messages[dice.IntN(len(c.messages))], true
}

func (c *crowd) post(ctx context.Context, writer *onlooker, path string, dice *rand.Rand) error {
	var made api.ReplyMessageResponse
	if err := writer.Do(ctx, http.MethodPost, path, map[string]string{"content": words(dice)}, &made); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages = append(c.messages, posted{made.MessageID, made.RootID, writer})
	return nil
}

// usher puts somebody out who does not write, or lets them in again.
func (c *crowd) usher(ctx context.Context, dice *rand.Rand) error {
	guest := c.people[crowdWriters+dice.IntN(crowdPeople-crowdWriters)]
	if dice.IntN(2) == 0 {
		err := c.people[0].Do(ctx, http.MethodDelete, c.path("/participants/"+guest.id.String()), nil, nil)
		if err == nil {
			c.removed.Add(1)
		}
		return err
	}
	return c.people[0].Do(ctx, http.MethodPost, c.path("/participants"), map[string]any{"user_id": guest.id, "role": "member"}, nil)
}

// expected passes over refusals that the disorder explains: not one's own
// message, deleted meanwhile, not in any more.
func expected(err error) error {
	if refused, ok := errors.AsType[*servertest.StatusError](err); ok {
		switch refused.Status {
		case http.StatusForbidden, http.StatusNotFound, http.StatusConflict:
			return nil
		}
	}
	return err
}

func words(dice *rand.Rand) string {
	return strings.TrimSpace(strings.Repeat("word"+strconv.Itoa(dice.IntN(1000))+" ", 1+dice.IntN(12)))
}

// compare waits until everybody has heard of everything and compares what they
// made of it with what the server shows.
func (c *crowd) compare(ctx context.Context) {
	c.t.Helper()
	for i, o := range c.people { // in again, for good
		if i >= crowdWriters {
			mustDo(ctx, c.t, c.people[0].Client, http.MethodPost, c.path("/participants"), map[string]any{"user_id": o.id, "role": "member"}, nil)
		}
	}
	// The last word, which everybody hears: of unread messages each is told alone.
	var room chat.Conversation
	mustDo(ctx, c.t, c.people[0].Client, http.MethodPatch, c.path(""), map[string]string{"title": "The crowd has gone quiet"}, &room)
	truth := newPicture()
	if err := c.people[0].fetch(ctx, truth); err != nil {
		c.t.Fatal(err)
	}
	for i, o := range c.people {
		mine, err := o.after(ctx, room.Position)
		if err != nil {
			c.t.Errorf("person %d: %v", i, err)
			continue
		}
		if difference := truth.compare(mine); difference != "" {
			c.t.Errorf("person %d (unsteady %v): %s", i, o.unsteady, difference)
		}
		c.compareUnread(ctx, i, o, mine)
	}
	c.t.Logf("%d messages, position %d; %d times somebody was put out, %d streams resumed",
		len(truth.messages), room.Position, c.removed.Load(), c.resumed.Load())
	if len(truth.messages) < crowdOperations/4 || c.resumed.Load() < 100 {
		c.t.Error("too little happened for the test to prove anything")
	}
}

// compareUnread compares what somebody was told about unread messages with what
// the server counts.
func (c *crowd) compareUnread(ctx context.Context, i int, o *onlooker, mine *picture) {
	c.t.Helper()
	var counted api.UnreadSummaryResponse
	mustDo(ctx, c.t, o.Client, http.MethodGet, c.path("/unread"), nil, &counted)
	for _, thread := range counted.Threads {
		if told := mine.unread[thread.RootID]; told != thread.Unread {
			c.t.Errorf("person %d: thread %s has %d unread, was told %d", i, thread.RootID, thread.Unread, told)
		}
	}
}

// checkPositions looks into the database: every position of the room is taken,
// once.
func (c *crowd) checkPositions(p *servertest.Process) {
	c.t.Helper()
	if err := p.Stop(); err != nil {
		c.t.Fatalf("stop: %v", err)
	}
	st := p.OpenDatabase(c.t)
	var after int64
	for {
		found, err := st.Events(c.t.Context(), store.EventRange{ConversationID: c.room, After: after, Limit: 1000})
		if err != nil {
			c.t.Fatal(err)
		}
		if found.Gap {
			c.t.Fatalf("something is missing after position %d", after)
		}
		if len(found.Events) == 0 {
			return
		}
		after = found.Events[len(found.Events)-1].Position
	}
}
