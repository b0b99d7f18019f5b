package server_test

import (
	"context"
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// soon is more than a notice takes on a machine however busy, and far less than
// what makes up for a lost one in a cluster.
const soon = 2 * time.Minute

// endless has the default model speak until it is stopped.
const endless = "RUSTYGPT__LLM__MODELS__SLOW__UPSTREAM_ID=endless-at-25"

// cluster is several instances on one database.
type cluster struct {
	t         *testing.T
	url       string // of the database
	upstream  *providertest.Upstream
	instances []*servertest.Process
	person    *servertest.Client // signed in, at the first instance
}

// startCluster starts instances whose default model says 100 words at 25 a
// second, which is no time in which anything else is sure to happen: for that
// there is endless. Nothing makes up for a lost notice while a test runs, unless the
// settings say so.
func startCluster(t *testing.T, size int, environ ...string) *cluster {
	t.Helper()
	environ = append([]string{"RUSTYGPT__DB__LEASE_SECONDS=3600", "RUSTYGPT__SSE__HEARTBEAT_SECONDS=3600"}, environ...)
	return startClusterOn(t, pgtest.Shared(t).Database(t), size, environ...)
}

// startClusterOn is startCluster on a database of the caller's, and with the
// usual means against lost notices.
func startClusterOn(t *testing.T, url string, size int, environ ...string) *cluster {
	t.Helper()
	upstream := providertest.NewUpstream(t)
	c := &cluster{t: t, url: url, upstream: upstream}
	environ = append([]string{
		"RUSTYGPT__DB__URL=" + c.url,
		"RUSTYGPT__LIMITS__ENABLED=false",
		"RUSTYGPT__LLM__PROVIDERS__TEST__PROVIDER_TYPE=openai",
		"RUSTYGPT__LLM__PROVIDERS__TEST__BASE_URL=" + upstream.BaseURL(),
		"RUSTYGPT__LLM__MODELS__SLOW__UPSTREAM_ID=tokens-100-at-25",
		"RUSTYGPT__LLM__DEFAULT_CHAT_MODEL=slow",
	}, environ...)
	c.instances = []*servertest.Process{servertest.StartProcess(t, environ...)}
	for len(c.instances) < size {
		c.instances = append(c.instances, c.instances[0].StartAnother(t))
	}
	c.person = servertest.NewClient(c.instances[0].URL)
	c.person.Setup(t)
	return c
}

// at is the same person, with the same cookies, at an instance.
func (c *cluster) at(instance int) *servertest.Client {
	return &servertest.Client{URL: c.instances[instance].URL, HTTP: c.person.HTTP}
}

// follow opens the event stream of an answer at an instance.
func (c *cluster) follow(instance int, a *answer) *following {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 2*soon)
	c.t.Cleanup(cancel)
	resp, err := c.at(instance).Send(ctx, http.MethodGet, "/api/stream/conversations/"+a.conversation.String()+"?since=0", nil, nil)
	if err != nil {
		c.t.Fatalf("follow: %v", err)
	}
	f := &following{t: c.t, watcher: watcher{answer: a.id}}
	var stop func()
	f.next, stop = iter.Pull2(servertest.Frames(resp.Body))
	c.t.Cleanup(func() { stop(); resp.Body.Close() })
	return f
}

// following is a stream that is read bit by bit.
type following struct {
	watcher
	t    *testing.T
	next func() (servertest.Frame, error, bool)
}

// read goes on until the answer has as many chunks, or has ended.
func (f *following) read(chunks int) {
	f.t.Helper()
	for !f.done && f.chunks < chunks {
		frame, err, ok := f.next()
		if err != nil || !ok {
			f.t.Fatalf("the stream broke after %d chunks: %v", f.chunks, err)
		}
		if err := f.apply(frame); err != nil {
			f.t.Fatal(err)
		}
	}
}

// drain goes on until the server ends the stream.
func (f *following) drain() {
	for ok := true; ok; {
		_, _, ok = f.next()
	}
}

// stored reads an answer at an instance.
func (c *cluster) stored(instance int, a *answer) chat.Message {
	c.t.Helper()
	there := answer{person: c.at(instance), conversation: a.conversation}
	return there.stored(c.t.Context(), c.t)
}

// within fails a test that takes longer.
func within(t *testing.T, d time.Duration, what string, do func()) {
	t.Helper()
	start := time.Now()
	do()
	if took := time.Since(start); took > d {
		t.Errorf("%s took %v", what, took)
	} else {
		t.Logf("%s took %v", what, took)
	}
}

const toTheEnd = 1 << 30

func TestAStreamFollowsAnotherInstance(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2)
	a := begin(t.Context(), t, c.at(1))
	w := c.follow(0, a)
	within(t, soon, "the first 10 words", func() { w.read(10) })
	read := make(chan string, 1)
	go func() { // through the chats API, too
		reader := answer{person: c.at(0), conversation: a.conversation, id: a.id, requestID: a.requestID}
		text, err := reader.read(t.Context())
		if err != nil {
			t.Errorf("read: %v", err)
		}
		read <- text
	}()
	w.read(toTheEnd)
	said := providertest.Text(100)
	if w.text.String() != said {
		t.Errorf("the stream said %q", w.text.String())
	}
	if text := <-read; text != said {
		t.Errorf("the answer was read as %q", text)
	}
}

// settleWithin is for how long an instance waits for the end of an answer that
// another one writes.
const settleWithin = 2 * time.Second

func TestStoppingAtAnotherInstance(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, endless)
	stop := map[string]func(a *answer) error{
		"stop": func(a *answer) error {
			return c.at(0).Do(t.Context(), http.MethodPost, "/api/conversations/"+a.conversation.String()+"/stop", nil, nil)
		},
		"cancel": func(a *answer) error {
			var out struct{ Status string }
			began := time.Now()
			err := c.at(0).Do(t.Context(), http.MethodPost, "/api/messages/"+a.id.String()+"/cancel", nil, &out)
			if took := time.Since(began); took < settleWithin && err == nil && out.Status != "cancelled" {
				t.Errorf("cancel says %q after %v", out.Status, took)
			}
			return err
		},
	}
	for name, stop := range stop {
		a := begin(t.Context(), t, c.at(1))
		c.follow(1, a).read(3)
		eventually(t, "the answer is cancelled by "+name, func() bool {
			began := time.Now()
			if err := stop(a); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			took, status := time.Since(began), c.stored(0, a).Status
			// Who is answered sooner is answered because it has ended.
			if took < settleWithin && status != chat.StatusCancelled {
				t.Errorf("%v after %s the answer is %s", took, name, status)
			}
			return status == chat.StatusCancelled
		})
	}
}

func TestLoggingOutAtAnotherInstance(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2)
	a := begin(t.Context(), t, c.at(0))
	w := c.follow(1, a)
	me := func() error { return c.at(1).Do(t.Context(), http.MethodGet, "/api/auth/me", nil, nil) }
	if err := me(); err != nil { // and the session is remembered there
		t.Fatal(err)
	}
	outsider := *c.person.HTTP // keeps the cookies that the log-out removes
	kept := c.person.Cookie("SESSION_ID")
	if err := c.at(0).Do(t.Context(), http.MethodPost, "/api/auth/logout", nil, nil); err != nil {
		t.Fatal(err)
	}
	within(t, soon, "the end of the stream", w.drain)
	outsider.Jar = nil
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.instances[1].URL+"/api/auth/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: "SESSION_ID", Value: kept})
	again, err := outsider.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	again.Body.Close()
	if again.StatusCode != http.StatusUnauthorized {
		t.Errorf("the ended session is answered with %d", again.StatusCode)
	}
}

func TestADeadInstancesAnswersAreEnded(t *testing.T) {
	t.Parallel()
	// An instance that stands still for longer than this loses its answer before it dies.
	c := startCluster(t, 3, endless, "RUSTYGPT__DB__LEASE_SECONDS=15")
	a := begin(t.Context(), t, c.at(1))
	a.person = c.at(0)
	w, elsewhere := c.follow(0, a), c.follow(2, a)
	w.read(10)
	c.instances[1].Kill()
	// One of the two ends the answer; the readers of both are told.
	within(t, soon, "taking over", func() {
		w.read(toTheEnd)
		elsewhere.read(toTheEnd)
	})
	if w.chunks < 10 || elsewhere.text.String() != w.text.String() {
		t.Errorf("%d chunks, %q at one instance and %q at the other", w.chunks, &w.text, &elsewhere.text)
	}
	a.texts = []string{w.text.String()}
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	text, err := a.watch(ctx) // who comes back reads the same
	if err != nil {
		t.Error(err)
	}
	a.texts = append(a.texts, text)
	if status := a.compare(ctx, t); status != chat.StatusInterrupted {
		t.Errorf("the answer is %s", status)
	}
}

// TestALostNoticeCostsAHeartbeat cuts the line of an instance in the moment in
// which another one writes.
func TestALostNoticeCostsAHeartbeat(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 2, endless, "RUSTYGPT__SSE__HEARTBEAT_SECONDS=2")
	a := begin(t.Context(), t, c.at(1))
	w := c.follow(0, a)
	db, err := pgx.Connect(t.Context(), c.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	for n := 10; n <= 50; n += 10 {
		w.read(n)
		_, err := db.Exec(t.Context(), `
			SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND application_name = 'rustygpt notices'`)
		if err != nil {
			t.Fatal(err)
		}
	}
	c.upstream.Enough()
	w.read(toTheEnd)
	a.texts = []string{w.text.String()}
	if status := a.compare(t.Context(), t); status != chat.StatusComplete {
		t.Errorf("the answer is %s", status)
	}
}
