package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// TestConnectionsEnd ends connections between and in the middle of units of
// work. Hardly anybody notices: what had no effect is done again. Only an end at
// the very commit leaves it open whether there was one, and is told.
func TestConnectionsEnd(t *testing.T) {
	t.Parallel()
	r := newScene(t)
	s := open(t, postgres.Options{URL: r.url, MaxConnections: 4})
	killer := connect(t, r.url)
	stop := make(chan struct{})
	var killing, working sync.WaitGroup
	// One kill for so many units of work, however long they take here.
	const workers, rounds, spared = 4, 100, 10
	done := make(chan struct{}, workers*rounds)
	killing.Go(func() {
		for {
			for range spared {
				select {
				case <-stop:
					return
				case <-done:
				}
			}
			killer.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		}
	})
	var unclear atomic.Int64
	for i := range workers {
		working.Go(func() {
			for n := range rounds {
				done <- struct{}{}
				session := newSession(r.member, fmt.Sprint(i, "-", n))
				switch err := s.AddSession(t.Context(), store.NewSession{Session: session}); {
				case chat.KindOf(err) == chat.Unavailable:
					unclear.Add(1)
					continue
				case err != nil:
					t.Errorf("write: %v", err)
				}
				if _, err := s.FindSession(t.Context(), session.TokenHash); err != nil {
					t.Errorf("read: %v", err)
				}
			}
		})
	}
	working.Wait()
	close(stop)
	killing.Wait()
	stored := get[int64](killer, "SELECT count(*) FROM rustygpt.user_sessions")
	if open := unclear.Load(); stored > workers*rounds || stored < workers*rounds-open || open > workers*rounds/50 {
		t.Errorf("%d of %d writes are stored, %d were left open", stored, workers*rounds, open)
	}
}

// TestServerGoes stops the server, in both ways, and brings it back.
func TestServerGoes(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, "synchronous_commit=on")
	s := open(t, postgres.Options{URL: server.Database(t)})
	for name, end := range map[string]func(testing.TB){"stop": server.Stop, "crash": server.Crash} {
		end(t)
		var took []time.Duration
		for range 5 {
			start := time.Now()
			_, readErr := s.Settings(t.Context())
			_, writeErr := s.UpdateSettings(t.Context(), store.SettingsPatch{At: time.Now()})
			missing, readyErr := s.Ready(t.Context())
			for _, err := range []error{readErr, writeErr, readyErr} {
				e, _ := errors.AsType[*chat.Error](err)
				if e == nil || e.Kind != chat.Unavailable || e.RetryAfter == 0 {
					t.Errorf("%s: error %v", name, err)
				}
			}
			if len(missing) == 0 {
				t.Errorf("%s: ready without a database", name)
			}
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		if usual := took[len(took)/2]; usual > 2*time.Second { // a machine may stall now and then
			t.Errorf("%s: three failures take %v", name, usual)
		}
		server.Restart(t)
		if _, err := s.Settings(t.Context()); err != nil {
			t.Errorf("%s: after the restart: %v", name, err)
		}
		if missing, err := s.Ready(t.Context()); err != nil || len(missing) > 0 {
			t.Errorf("%s: missing %v, error %v", name, missing, err)
		}
	}
}

// TestCollisions: under the strictest isolation, who changes a row that somebody
// else has changed meanwhile tries again.
func TestCollisions(t *testing.T) {
	t.Parallel()
	url := database(t)
	s := open(t, postgres.Options{URL: url + "?default_transaction_isolation=serializable"})
	other, watcher := connect(t, url), connect(t, url)
	for range 3 {
		other.do("BEGIN")
		other.do("UPDATE rustygpt.server_settings SET server_name = server_name")
		changed := make(chan error, 1)
		go func() {
			name := "another name"
			_, err := s.UpdateSettings(t.Context(), store.SettingsPatch{ServerName: &name, At: time.Now()})
			changed <- err
		}()
		awaitLock(watcher)
		other.do("COMMIT")
		if err := <-changed; err != nil {
			t.Error(err)
		}
	}
}

func TestStatementTimeout(t *testing.T) {
	t.Parallel()
	url := database(t)
	s := open(t, postgres.Options{URL: url, StatementTimeout: 200 * time.Millisecond})
	blocker := connect(t, url)
	blocker.do("BEGIN")
	blocker.do("LOCK TABLE rustygpt.server_settings")
	start := time.Now()
	_, err := s.Settings(t.Context())
	if chat.KindOf(err) != chat.Unavailable || time.Since(start) > time.Minute {
		t.Errorf("after %v: %v", time.Since(start), err)
	}
	blocker.do("ROLLBACK")
	for _, err := s.Settings(t.Context()); err != nil; _, err = s.Settings(t.Context()) { // a machine that stalls may take longer, too
		if time.Since(start) > 2*time.Minute {
			t.Fatal(err)
		}
	}
}

func TestWhatCannotBeStored(t *testing.T) {
	t.Parallel()
	s := open(t, postgres.Options{})
	err := s.AddAccount(t.Context(), chat.Account{ID: chat.NewID[chat.Account](), Username: "nul \x00", CreatedAt: time.Now(), UpdatedAt: time.Now()}, "")
	if chat.KindOf(err) != chat.Invalid {
		t.Error(err)
	}
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	server := pgtest.Shared(t)
	latin := server.Database(t)
	latin = latin[strings.LastIndex(latin, "/")+1:] + "_latin"
	server.Exec(t, "CREATE DATABASE "+latin+" ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
	t.Cleanup(func() { server.Exec(t, "DROP DATABASE IF EXISTS "+latin+" WITH (FORCE)") })
	tests := map[string]string{
		"postgres://ada:secret@127.0.0.1:1/x":    "cannot open the database",
		"postgres://ada:secret@127.0.0.1:port/x": "address cannot be used",
		server.URL("there_is_none"):              "there_is_none",
		server.URL(latin):                        "needed is UTF8",
	}
	for url, text := range tests {
		_, err := openRegistered(t.Context(), postgres.Options{URL: url}, nil)
		if chat.KindOf(err) != chat.Unavailable || !strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
