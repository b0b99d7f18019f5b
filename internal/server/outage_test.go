package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// outagesVariable asks for more outages of each kind than the one that every
// run makes.
const outagesVariable = "RUSTYGPT_OUTAGES"

const (
	outagePosters = 4
	outageAnswers = 4
	// answeredWithin bounds every request that is not a stream, whatever the
	// database does and however busy the machine is; usuallyWithin bounds 99 in
	// 100 of them.
	answeredWithin = time.Minute
	usuallyWithin  = 10 * time.Second
)

// TestOutage stops PostgreSQL under two servers, in an orderly way and as a
// crash, while people post, answers are written and readers of both kinds of
// streams follow, and starts it again. Meanwhile requests are refused in the
// documented way, and nobody is logged out. Afterwards nothing that was
// acknowledged is missing, and everything goes on by itself.
func TestOutage(t *testing.T) {
	t.Parallel()
	if !enginetest.Postgres() {
		t.Skip("SQLite has no server that could be stopped")
	}
	outages := 1
	if text := os.Getenv(outagesVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", outagesVariable, err)
		}
		outages = n
	}
	database := pgtest.Start(t, "synchronous_commit=on")
	c := startClusterOn(t, database.Database(t), 2, append(unforgotten, endless)...)
	var posters []*poster
	for i := range outagePosters {
		posters = append(posters, newPoster(c, i))
	}
	var posting sync.WaitGroup
	over, stop := context.WithCancel(t.Context())
	watching, leave := context.WithCancel(t.Context())
	defer leave()
	t.Cleanup(posting.Wait) // also when the test ends early
	for _, p := range posters {
		posting.Go(func() { p.post(over) })
		posting.Go(func() { p.witness(watching) })
	}
	for range outages {
		for name, end := range map[string]func(testing.TB){"fast": database.Stop, "immediate": database.Crash} {
			o := outage{cluster: c, database: database, posters: posters}
			o.run(name, end)
		}
	}
	stop()
	time.AfterFunc(patienceFor, leave) // whom the farewell did not reach by then
	posting.Wait()
	for _, p := range posters {
		p.check()
	}
}

// outage is one time during which the database is away.
type outage struct {
	*cluster
	database *pgtest.Server
	posters  []*poster
}

func (o *outage) run(name string, end func(testing.TB)) {
	t := o.t
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	guest := servertest.NewClient(o.instances[0].URL) // whom the second instance has not seen
	guest.Login(t, servertest.AdminName, servertest.AdminPassword)
	guest.URL = o.instances[1].URL

	var readers sync.WaitGroup
	answers := make([]*answer, outageAnswers)
	for i := range answers {
		answers[i] = begin(ctx, t, o.at(i%2))
		readers.Go(func() { answers[i].follow(ctx, t, answers[i].watch) })
		elsewhere := &answer{person: o.at((i + 1) % 2), conversation: answers[i].conversation, id: answers[i].id, requestID: answers[i].requestID}
		readers.Go(func() {
			text, err := elsewhere.read(ctx)
			answers[i].note(t, text, err)
		})
	}
	// Not by a stream: those of the account end when its guest, who logged out before, is heard of.
	eventually(t, "the answers are being written", func() bool { return o.stored(0, answers[1]).Answer.NextChunk >= 10 })
	end(t)
	o.whileAway(ctx, guest)
	o.database.Restart(t)
	began := time.Now()
	for _, i := range o.instances {
		if err := servertest.WaitReady(ctx, i.URL); err != nil {
			t.Fatal(err)
		}
	}
	if err := guest.Do(ctx, http.MethodGet, "/api/auth/me", nil, nil); err != nil {
		t.Errorf("%s: the guest was logged out: %v", name, err)
	}
	if err := guest.Do(ctx, http.MethodPost, "/api/auth/logout", nil, nil); err != nil { // an account has so many sessions
		t.Errorf("%s: the guest cannot log out: %v", name, err)
	}
	for _, p := range o.posters {
		p.wait(ctx)
	}
	t.Logf("%s: work goes on %v after the database came back", name, time.Since(began).Round(time.Millisecond))
	o.upstream.Enough()
	readers.Wait()
	for _, a := range answers {
		status := a.compare(ctx, t)
		if status != chat.StatusComplete && status != chat.StatusInterrupted {
			t.Errorf("%s: an answer is %s", name, status)
		}
	}
}

// whileAway asks the instances for a while for what takes the database, and for
// what does not.
func (o *outage) whileAway(ctx context.Context, guest *servertest.Client) {
	t := o.t
	t.Helper()
	stranger := servertest.NewClient(o.instances[1].URL)
	forged := http.Header{"Authorization": {"Bearer nobody has this"}}
	for range 8 {
		for _, i := range o.instances {
			anybody := servertest.NewClient(i.URL)
			if err := anybody.Do(ctx, http.MethodGet, "/healthz", nil, nil); err != nil {
				t.Errorf("healthz: %v", err)
			}
			checkNotReady(t, anybody.Do(ctx, http.MethodGet, "/readyz", nil, nil))
		}
		checkAway(t, "a session", guest.Do(ctx, http.MethodGet, "/api/auth/me", nil, nil))
		checkAway(t, "a session through the chats API", guest.Do(ctx, http.MethodGet, "/api/v1/auth/session", nil, nil))
		checkAway(t, "refreshing a session", guest.Do(ctx, http.MethodPost, "/api/auth/refresh", nil, nil))
		_, err := stranger.Send(ctx, http.MethodGet, "/api/conversations", nil, forged)
		checkAway(t, "a token that may be one", err)
		checkAway(t, "logging in", stranger.Do(ctx, http.MethodPost, "/api/auth/login",
			map[string]string{"email": servertest.AdminName, "password": servertest.AdminPassword}, nil))
		<-time.After(200 * time.Millisecond) // how long it is away, not what is waited for
	}
}

// checkAway wants the refusal of a request that cannot be answered for now.
func checkAway(t *testing.T, what string, err error) {
	t.Helper()
	refusal, ok := errors.AsType[*servertest.StatusError](err)
	if !ok {
		t.Errorf("%s: %v, want a refusal", what, err)
		return
	}
	var problem api.Problem
	wait, _ := strconv.Atoi(refusal.Header.Get("Retry-After"))
	switch {
	case refusal.Status != http.StatusServiceUnavailable, wait < 1,
		refusal.Header.Get("Content-Type") != "application/problem+json",
		json.Unmarshal([]byte(refusal.Body), &problem) != nil,
		problem.Status != refusal.Status, problem.Message == "":
		t.Errorf("%s: refused with %d, %v, %s", what, refusal.Status, refusal.Header, refusal.Body)
	}
}

func checkNotReady(t *testing.T, err error) {
	t.Helper()
	refusal, _ := errors.AsType[*servertest.StatusError](err)
	var body api.Readiness
	if refusal == nil || refusal.Status != http.StatusServiceUnavailable || json.Unmarshal([]byte(refusal.Body), &body) != nil ||
		body.Ready || len(body.Missing) != 1 || body.Missing[0] != "database_connection_unavailable" {
		t.Errorf("readyz: %v", err)
	}
}

// poster posts into a conversation of its own, at one instance after the other,
// and knows what was acknowledged. Somebody else watches.
type poster struct {
	*cluster
	conversation chat.ConversationID
	acknowledged map[string]bool
	posts        atomic.Int64 // acknowledged
	tries, slow  int          // slow ones took more than usuallyWithin

	seen map[string]int // by the witness
}

// farewell is the last post, which tells the witness to go.
const farewell = "That was all."

func newPoster(c *cluster, number int) *poster {
	c.t.Helper()
	p := &poster{cluster: c, acknowledged: map[string]bool{}, seen: map[string]int{}}
	title, group, mode := fmt.Sprintf("Talk %d", number), true, chat.AssistantOff
	var made api.ConversationCreateResponse
	err := c.at(0).Do(c.t.Context(), http.MethodPost, "/api/conversations",
		api.ConversationCreateRequest{Title: &title, IsGroup: &group, AssistantMode: &mode}, &made)
	if err != nil {
		c.t.Fatalf("make a conversation: %v", err)
	}
	p.conversation = made.ConversationID
	return p
}

// post goes on until it is over, and then says farewell.
func (p *poster) post(over context.Context) {
	for n := 0; over.Err() == nil; n++ {
		p.try(n, fmt.Sprintf("Post %d", n))
	}
	for n := 0; !p.t.Failed(); n++ {
		if p.try(n, farewell) {
			return
		}
	}
}

// try reports whether the post was acknowledged. Of one that was refused nobody
// knows whether it is stored: the database may have gone in the very moment.
func (p *poster) try(n int, content string) bool {
	ctx, cancel := context.WithTimeout(p.t.Context(), answeredWithin)
	defer cancel()
	began := time.Now()
	err := p.at(n%2).Do(ctx, http.MethodPost, "/api/threads/"+p.conversation.String()+"/root", api.PostMessageRequest{Content: content}, nil)
	p.tries++
	if time.Since(began) > usuallyWithin {
		p.slow++
	}
	if err != nil {
		checkAway(p.t, "posting", err)
		_ = patience(ctx, err) // what it says was checked
		return false
	}
	p.acknowledged[content] = true
	p.posts.Add(1)
	return true
}

// wait waits until the next post is acknowledged.
func (p *poster) wait(ctx context.Context) {
	for before := p.posts.Load(); p.posts.Load() == before; {
		select {
		case <-ctx.Done():
			p.t.Fatal("posting does not go on")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// witness reads the conversation's stream up to the farewell.
func (p *poster) witness(ctx context.Context) {
	at := place{person: p.at(1), conversation: p.conversation}
	err := at.follow(ctx, func(f servertest.Frame) (done bool, err error) {
		if f.Event != string(chat.EventMessageNew) {
			return false, nil
		}
		var posted struct{ Message chat.Message }
		err = f.Payload(&posted)
		p.seen[posted.Message.Content]++
		return posted.Message.Content == farewell, err
	})
	if err != nil {
		p.t.Errorf("the witness, at position %d: %v", at.position, err)
	}
}

// check compares what was acknowledged, and what the witness saw, with what is
// stored.
func (p *poster) check() {
	t := p.t
	t.Helper()
	db, err := pgx.Connect(t.Context(), p.url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close(context.WithoutCancel(t.Context())) }()
	rows, err := db.Query(t.Context(), "SELECT content, count(*) FROM rustygpt.messages WHERE conversation_id = $1 GROUP BY content", p.conversation.UUID)
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]int{}
	var content string
	var count int
	if _, err := pgx.ForEachRow(rows, []any{&content, &count}, func() error { stored[content] = count; return nil }); err != nil {
		t.Fatal(err)
	}
	for content := range p.acknowledged {
		if stored[content] == 0 {
			t.Errorf("%q was acknowledged and is lost", content)
		}
	}
	for content, n := range stored {
		if content != farewell && (n != 1 || p.seen[content] != 1) {
			t.Errorf("%q is stored %d times and was seen %d times", content, n, p.seen[content])
		}
	}
	var gapless bool
	err = db.QueryRow(t.Context(), `
		SELECT c.position = max(l.sequence) AND count(*) = max(l.sequence) - min(l.sequence) + 1 -- the first may be pruned
		FROM rustygpt.conversations c JOIN rustygpt.sse_event_log l ON l.conversation_id = c.id
		WHERE c.id = $1 GROUP BY c.position`, p.conversation.UUID).Scan(&gapless)
	if err != nil || !gapless {
		t.Errorf("the log has a gap; error %v", err)
	}
	if p.slow > 1+p.tries/100 {
		t.Errorf("%d of %d posts took more than %v", p.slow, p.tries, usuallyWithin)
	}
	t.Logf("%d posts acknowledged, %d stored", len(p.acknowledged), len(stored))
}
