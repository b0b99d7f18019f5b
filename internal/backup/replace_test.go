package backup_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

func needsPostgres(t *testing.T) {
	t.Helper()
	if !enginetest.Postgres() {
		t.Skip("SQLite is restored in files")
	}
}

// prepared is an old world in PostgreSQL and a backup of a new one.
type prepared struct {
	old  *world
	file string
	want map[string]string // digests of the old and the new data, by name
	new  map[string]string
}

func prepare(t *testing.T) prepared {
	t.Helper()
	p := prepared{old: newWorld(t, emptyPlace(t), "old")}
	fresh := newWorld(t, sqlitePlace(t), "new")
	p.file = fresh.backup(backup.WriteOptions{})
	p.want, p.new = content(t, p.old.place), content(t, fresh.place)
	return p
}

// content is what a place holds, but for what depends on the key, and for logins and
// the times that they leave in the accounts.
func content(t *testing.T, p backup.Place) map[string]string {
	t.Helper()
	found := digests(t, p)
	for _, table := range []string{"sessions", "accounts", "providers", "settings"} {
		delete(found, table)
	}
	return found
}

// copy is another place with the same data.
func (p prepared) copy(t *testing.T) backup.Place {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(p.old.place.DataDir)); err != nil {
		t.Fatal(err)
	}
	return backup.Place{DataDir: dir, URL: pgtest.Shared(t).Clone(t, p.old.place.URL)}
}

// wantWhole makes sure that a start leaves the old data or the new, that it says
// which, and that the key of the place opens what is sealed.
func (p prepared) wantWhole(t *testing.T, place backup.Place, restored bool) {
	t.Helper()
	if err := backup.Apply(t.Context(), place, backup.ApplyOptions{Log: quiet, Now: now}); err != nil {
		t.Fatal(err)
	}
	wantNothingLeft(t, place.DataDir)
	want := p.want
	if restored {
		want = p.new
	}
	if got := content(t, place); !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r := reportOf(t, place); r == nil || (r.Failure == "") != restored {
		t.Errorf("report %+v", r)
	}
	wantSameKey(t, p.old.place, place)
	wantSealed(t, place)
	kept, err := os.Stat(place.DataDir + "/postgresql.restore-rollback.zip")
	if (err == nil) != restored || err == nil && kept.Mode().Perm() != 0o600 {
		t.Errorf("the old data is kept: %v, %v", kept, err)
	}
}

// wantSealed opens the secrets of the provider.
func wantSealed(t *testing.T, p backup.Place) {
	t.Helper()
	st := open(t, p)
	defer st.Close()
	box, err := secret.LoadOrCreate(filepath.Join(p.DataDir, "encryption.key"))
	if err != nil {
		t.Fatal(err)
	}
	if fingerprint, err := st.KeyFingerprint(t.Context()); err != nil || fingerprint != box.Fingerprint() {
		t.Errorf("the database goes with the key %s, not %s: %v", fingerprint, box.Fingerprint(), err)
	}
	providers, err := st.ListProviders(t.Context())
	if err != nil || len(providers) != 1 {
		t.Fatalf("%d providers, %v", len(providers), err)
	}
	key, err := box.Open(providers[0].SealedKey, chat.KeyPlace(providers[0].ID))
	if err != nil || key != "sk-very-secret" {
		t.Errorf("the key of the provider is %q, %v", key, err)
	}
	if _, err := box.Open(providers[0].SealedHeaders, chat.HeadersPlace(providers[0].ID)); err != nil {
		t.Error(err)
	}
}

// steps are those of a restore that are worth an interruption: of the tables one
// in six stands for the others.
func (p prepared) steps(t *testing.T, obstacle func(*testing.T, backup.Place)) (numbers []int, names []string) {
	t.Helper()
	place := p.copy(t)
	stage(t, place, p.file)
	obstacle(t, place)
	number := 0
	err := backup.Apply(t.Context(), place, backup.ApplyOptions{Log: quiet, Now: now, Step: func(name string) {
		number++
		table := strings.HasPrefix(name, "copying ") || strings.HasPrefix(name, "checking ")
		if !table || number%6 == 0 {
			numbers, names = append(numbers, number), append(names, name)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	return numbers, names
}

// TestKilledOnPostgres ends the process before every step of a restore, and again
// while it goes on. The next start always has the new data, or always the old
// where it cannot be restored, and says so.
func TestKilledOnPostgres(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	p := prepare(t)
	for name, test := range map[string]struct {
		obstacle func(*testing.T, backup.Place)
		restored bool
		steps    int
	}{
		"to the end": {func(*testing.T, backup.Place) {}, true, 12},
		"what was staged is damaged": {func(t *testing.T, place backup.Place) {
			replaceKey(t, filepath.Join(place.DataDir, "postgresql.restore-pending", "encryption.key"))
		}, false, 4},
		"a table refers to one of ours": {func(t *testing.T, place backup.Place) {
			do(t, place.URL, "CREATE TABLE notes (author uuid REFERENCES rustygpt.users)")
		}, false, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			numbers, names := p.steps(t, test.obstacle)
			if len(names) < test.steps {
				t.Errorf("only these steps: %q", names)
			}
			for i, number := range numbers {
				t.Run(fmt.Sprint(i, " ", names[i]), func(t *testing.T) {
					t.Parallel()
					place := p.copy(t)
					stage(t, place, p.file)
					test.obstacle(t, place)
					if died := dieAt(t, number, place, ""); died != names[i] {
						t.Errorf("it died before %q", died)
					}
					dieAt(t, 3, place, "")
					p.wantWhole(t, place, test.restored)
				})
			}
		})
	}
}

func replaceKey(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, make([]byte, secret.KeyBytes), 0o600); err != nil {
		t.Fatal(err)
	}
}

func do(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// TestKilledCommand ends the command in the same way. A start applies what it has
// staged; the command can also be run again.
func TestKilledCommand(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	p := prepare(t)
	for _, step := range []int{1, 4, 5, 12} {
		place := p.copy(t)
		if name := dieAt(t, step, place, p.file); name == "" {
			t.Errorf("there is no step %d", step)
		}
		if done := mustRestore(t, place, p.file); done.OldData == "" {
			t.Errorf("killed before step %d: nothing was kept", step)
		}
		p.wantWhole(t, place, true)
	}
}

// TestGoingBack restores what was kept.
func TestGoingBack(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	p := prepare(t)
	place := p.copy(t)
	kept := mustRestore(t, place, p.file).OldData
	if got := content(t, place); !maps.Equal(got, p.new) {
		t.Errorf("got  %v\nwant %v", got, p.new)
	}
	mustRestore(t, place, kept)
	if got := content(t, place); !maps.Equal(got, p.want) {
		t.Errorf("got  %v\nwant %v", got, p.want)
	}
	wantSealed(t, place)
}

// TestServersGoOn restores under servers that people write at. From the restore on
// nothing of theirs gets into the database, and they notice.
func TestServersGoOn(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	w := newWorld(t, emptyPlace(t), "Busy")
	file := w.backup(backup.WriteOptions{}) // of the same people and rooms: a late message would find its place
	want := content(t, w.place)
	var servers []*postgres.Store
	for range 2 {
		st, err := postgresOpen(t, w.place)
		w.must(err)
		defer st.Close()
		servers = append(servers, st)
	}
	var writing sync.WaitGroup
	began := make(chan struct{}, len(servers))
	for _, st := range servers {
		w.must(w.post(t.Context(), st, "Just before"))
		writing.Go(func() { postUntilReplaced(t, w, st, began) })
	}
	for range servers {
		<-began
	}
	mustRestore(t, w.place, file)
	writing.Wait()
	for _, st := range servers {
		if err := w.post(t.Context(), st, "Too late"); chat.KindOf(err) != chat.Unavailable {
			t.Errorf("afterwards: %v", err)
		}
	}
	if got := content(t, closed(w.place, servers)); !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	w.with(func(st storetest.Store) { w.must(w.post(t.Context(), st, "It goes on")) })
}

// postUntilReplaced posts until the store says that its data is gone. It tells
// when the first post is there.
func postUntilReplaced(t *testing.T, w *world, st *postgres.Store, began chan<- struct{}) {
	tell := sync.OnceFunc(func() { began <- struct{}{} })
	defer tell()
	for {
		if err := w.post(t.Context(), st, "Meanwhile"); err != nil && chat.KindOf(err) != chat.Unavailable {
			t.Errorf("post: %v", err)
			return
		}
		tell()
		select {
		case <-st.Replaced():
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// closed closes stores, for those who want to be alone.
func closed(p backup.Place, stores []*postgres.Store) backup.Place {
	for _, st := range stores {
		_ = st.Close()
	}
	return p
}

// TestWithoutAKey restores into a database that has been used with no key, or with
// one that is not there.
func TestWithoutAKey(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	p := prepare(t)
	lost := p.copy(t)
	key := filepath.Join(lost.DataDir, "encryption.key")
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if _, err := restore(t, lost, p.file); err == nil || !strings.Contains(err.Error(), key) {
		t.Errorf("without the key of the database: %v", err)
	}
	replaceKey(t, key)
	if _, err := restore(t, lost, p.file); err == nil || !strings.Contains(err.Error(), "is not that of the database") {
		t.Errorf("with another key than that of the database: %v", err)
	}
	if got := content(t, lost); !maps.Equal(got, p.want) {
		t.Error("something was restored")
	}

	empty := backup.Place{DataDir: t.TempDir(), URL: enginetest.URL(t)}
	replaceKey(t, filepath.Join(empty.DataDir, "encryption.key"))
	mustRestore(t, empty, p.file)
	wantSealed(t, empty)
}

// TestStagedForLong: other instances have gone on in the meantime.
func TestStagedForLong(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	p := prepare(t)
	place := p.copy(t)
	stage(t, place, p.file)
	late := func() time.Time { return noon.Add(2 * time.Hour) }
	if err := backup.Apply(t.Context(), place, backup.ApplyOptions{Log: quiet, Now: late}); err != nil {
		t.Fatal(err)
	}
	if r := reportOf(t, place); r == nil || !strings.Contains(string(r.Failure), "2h0m0s") {
		t.Errorf("report %+v", r)
	}
	p.wantWhole(t, place, false)
}

// TestInterruptedStart leaves what is staged to the next start.
func TestInterruptedStart(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	p := prepare(t)
	place := p.copy(t)
	stage(t, place, p.file)
	ctx, stop := context.WithCancel(t.Context())
	err := backup.Apply(ctx, place, backup.ApplyOptions{Log: quiet, Now: now, Step: func(name string) {
		if name == "copying messages" {
			stop()
		}
	}})
	if err == nil {
		t.Error("no word of it")
	}
	if got := content(t, place); !maps.Equal(got, p.want) {
		t.Error("something was restored")
	}
	p.wantWhole(t, place, true)
}

// TestInterruptedCommand: who calls the command off does not want the next start to
// go on with it.
func TestInterruptedCommand(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	p := prepare(t)
	place := p.copy(t)
	ctx, stop := context.WithCancel(t.Context())
	_, err := backup.Restore(ctx, place, p.file, backup.ReadOptions{Now: now}, backup.ApplyOptions{Log: quiet, Now: now, Step: func(name string) {
		if name == "checking accounts" {
			stop()
		}
	}})
	if err == nil {
		t.Error("no word of it")
	}
	p.wantWhole(t, place, false)
}

// TestOneAtATime: a server beside a restore with the same data directory leaves it
// alone, and its administrators are told to wait.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	needsPostgres(t)
	p := prepare(t)
	place := p.copy(t)
	stage(t, place, p.file)
	var names []string
	err := backup.Apply(t.Context(), place, backup.ApplyOptions{Log: quiet, Now: now, Step: func(name string) {
		names = append(names, name)
		if name != "check" {
			return
		}
		if err := backup.Apply(t.Context(), place, backup.ApplyOptions{Log: quiet, Now: now}); err != nil {
			t.Errorf("a start meanwhile: %v", err)
		}
		if _, err := restore(t, place, p.file); chat.KindOf(err) != chat.Unavailable {
			t.Errorf("another restore meanwhile: %v", err)
		}
	}})
	if err != nil || !slices.Contains(names, "check") {
		t.Errorf("steps %q, %v", names, err)
	}
	p.wantWhole(t, place, true)
}
