package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// chaosVariable asks for more than the one wave that every run makes: as many as
// begin within so many seconds.
const chaosVariable = "RUSTYGPT_CHAOS_SECONDS"

const (
	chaosInstances   = 3
	chaosGenerations = 20
	chaosSubscribers = 50
	chaosBlows       = 6 // of a wave
)

// TestChaos kills instances behind a proxy, and connections to their database,
// while answers are written and many follow them. Whoever resumes must end with
// exactly the text that is stored, and all instances must tell the same.
func TestChaos(t *testing.T) {
	t.Parallel()
	if !enginetest.Postgres() {
		t.Skip("there is one instance on SQLite; TestCrash kills it")
	}
	end := time.Now()
	if text := os.Getenv(chaosVariable); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", chaosVariable, err)
		}
		end = end.Add(time.Duration(n) * time.Second)
	}
	c := startClusterOn(t, pgtest.Shared(t).Database(t), chaosInstances, append(unforgotten, endless)...)
	db, err := pgx.Connect(t.Context(), c.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	h := &havoc{cluster: c, db: db}
	c.person.URL = startRoundRobin(t, c.instances)
	for again := true; again; again = time.Now().Before(end) && !t.Failed() {
		h.wave()
	}
	t.Logf("%d waves, %d instances and %d connections killed: %d answers interrupted, %d whole",
		h.waves, h.instancesKilled, h.connectionsKilled, h.interrupted, h.whole)
	if h.interrupted == 0 || h.connectionsKilled == 0 {
		t.Error("nothing was hit: the test proves nothing")
	}
}

// havoc counts what was broken, and what came of it.
type havoc struct {
	*cluster
	db *pgx.Conn

	waves, instancesKilled, connectionsKilled, interrupted, whole int
}

// wave has answers written and followed, kills what it can meanwhile, and
// compares.
func (h *havoc) wave() {
	t := h.t
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	h.waves++
	answers := make([]*answer, chaosGenerations)
	var starting, readers sync.WaitGroup
	for i := range answers {
		starting.Go(func() { answers[i] = begin(ctx, t, h.person) })
	}
	starting.Wait()
	if t.Failed() {
		return
	}
	for i := range chaosSubscribers {
		a := answers[i%len(answers)]
		read := a.watch
		if i >= 2*len(answers) { // each has two that read the event stream
			read = a.read
		}
		readers.Go(func() { a.follow(ctx, t, read) })
	}
	for n := range chaosBlows {
		<-time.After(time.Duration(rand.IntN(1000)) * time.Millisecond) // when it strikes is what varies, not what is waited for
		h.strike(ctx, n)
	}
	h.upstream.Enough()
	readers.Wait()
	for _, a := range answers {
		switch status := a.compare(ctx, t); status {
		case chat.StatusComplete:
			h.whole++
		case chat.StatusInterrupted:
			h.interrupted++
		default:
			t.Errorf("the answer %s is %s", a.id, status)
		}
		h.compareViews(ctx, "/api/conversations/"+a.conversation.String()+"/messages")
	}
	h.compareViews(ctx, "/api/conversations?limit=200")
}

// strike kills an instance, which comes back, and the next times connections of
// the instances to the database: first all, then some.
func (h *havoc) strike(ctx context.Context, n int) {
	t := h.t
	t.Helper()
	share := rand.Float64()
	switch n % 3 {
	case 0:
		victim := h.instances[rand.IntN(len(h.instances))]
		victim.Kill()
		victim.Restart(t)
		h.instancesKilled++
		return
	case 1:
		share = 1
	}
	var killed int
	err := h.db.QueryRow(ctx, `
		SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name LIKE 'rustygpt%' AND random() <= $1`, share).Scan(&killed)
	if err != nil {
		t.Fatal(err)
	}
	h.connectionsKilled += killed
}

// compareViews asks every instance the same.
func (h *havoc) compareViews(ctx context.Context, path string) {
	t := h.t
	t.Helper()
	var first json.RawMessage
	for i := range h.instances {
		var view json.RawMessage
		if err := h.at(i).Do(ctx, http.MethodGet, path, nil, &view); err != nil {
			t.Errorf("instance %d: %s: %v", i, path, err)
		}
		if first == nil {
			first = view
		}
		if !bytes.Equal(view, first) {
			t.Errorf("%s: instance %d has\n%s\nand the first\n%s", path, i, view, first)
		}
	}
}
