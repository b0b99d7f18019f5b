package backup_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// The variables that make a test binary apply or restore a backup and die on
// the way, instead of running tests.
const (
	dieVariable  = "BACKUP_TEST_DIE_AT" // the number of the step before which it dies
	dataVariable = "BACKUP_TEST_DATA"
	urlVariable  = "BACKUP_TEST_URL"
	fileVariable = "BACKUP_TEST_FILE" // empty = apply what is staged
)

func TestMain(m *testing.M) {
	if os.Getenv(dieVariable) != "" {
		os.Exit(work())
	}
	os.Exit(m.Run())
}

// work is what the process does that dies.
func work() int {
	last, _ := strconv.Atoi(os.Getenv(dieVariable))
	step := 0
	o := backup.ApplyOptions{Log: quiet, Now: now, Step: func(name string) {
		if step++; step == last {
			fmt.Println(name)
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		}
	}}
	p := placeIn(os.Getenv(dataVariable))
	if url := os.Getenv(urlVariable); url != "" {
		p.Path, p.URL = "", url
	}
	var err error
	if file := os.Getenv(fileVariable); file != "" {
		_, err = backup.Restore(context.Background(), p, file, backup.ReadOptions{Now: now}, o)
	} else {
		err = backup.Apply(context.Background(), p, o)
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func placeIn(dir string) backup.Place {
	return backup.Place{DataDir: dir, Path: filepath.Join(dir, "rustygpt.db")}
}

// dieAt runs the work in a process that dies before a step, and returns the
// name of the step; empty when there are fewer.
func dieAt(t testing.TB, step int, p backup.Place, file string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, os.Args[0])
	command.Env = append(os.Environ(), dieVariable+"="+strconv.Itoa(step), dataVariable+"="+p.DataDir, urlVariable+"="+p.URL, fileVariable+"="+file)
	out, err := command.Output()
	if err == nil {
		return ""
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Exited() {
		t.Fatalf("the process ended with %v: %s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// staged is an old world on which a backup of a new one waits.
type staged struct {
	dir      string // copied for every run
	old, new *world
}

func newStaged(t *testing.T) staged {
	t.Helper()
	s := staged{old: newWorld(t, sqlitePlace(t), "old"), new: newWorld(t, sqlitePlace(t), "new")}
	s.dir = s.old.place.DataDir
	stage(t, s.old.place, s.new.backup(backup.WriteOptions{}))
	// As after a crash: what was committed last is in the log beside the database.
	s.old.must(os.WriteFile(s.old.place.Path+"-shm", []byte("made again"), 0o600))
	return s
}

// stage uploads a backup to a server of a place.
func stage(t testing.TB, p backup.Place, path string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	service, err := backup.New(backup.Options{Place: p, MaxUpload: 1 << 20, Restart: func() {}, Now: now}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if err := service.Import(t.Context(), file, chat.AuditEntry{ActorName: "ada"}, func() (string, error) { return "", nil }); err != nil {
		t.Fatal(err)
	}
}

func (s staged) copy(t testing.TB) backup.Place {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(s.dir)); err != nil {
		t.Fatal(err)
	}
	return placeIn(dir)
}

// which says whose data is in a place, once a start has applied what there is.
func (s staged) which(t testing.TB, p backup.Place) string {
	t.Helper()
	if err := backup.Apply(t.Context(), p, backup.ApplyOptions{Log: quiet, Now: now}); err != nil {
		t.Fatal(err)
	}
	wantNothingLeft(t, p.DataDir)
	st := open(t, p)
	settings, err := st.Settings(t.Context())
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	owner := map[string]*world{"old": s.old, "new": s.new}[settings.ServerName]
	wantSameKey(t, owner.place, p)
	return settings.ServerName
}

func reportOf(t testing.TB, p backup.Place) *backup.Report {
	t.Helper()
	s, err := backup.New(backup.Options{Place: p, Now: now}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.LastRestore(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestKilledOnTheWay ends the process before every step of a restore, and again
// while it goes on. The next start always has the new data, and says so.
func TestKilledOnTheWay(t *testing.T) {
	t.Parallel()
	s := newStaged(t)
	var steps []string
	for step := 1; ; step++ {
		p := s.copy(t)
		name := dieAt(t, step, p, "")
		if name == "" {
			break
		}
		steps = append(steps, name)
		for _, again := range []int{2, 4} {
			dieAt(t, again, p, "")
		}
		if got := s.which(t, p); got != "new" {
			t.Errorf("killed before %q: the data is %s", name, got)
		}
		if r := reportOf(t, p); r == nil || r.Failure != "" {
			t.Errorf("killed before %q: report %+v", name, r)
		}
		if _, err := os.Stat(filepath.Join(p.Path+".restore-rollback", "rustygpt.db")); err != nil {
			t.Errorf("killed before %q: the old data is gone: %v", name, err)
		}
	}
	if len(steps) < 10 {
		t.Errorf("only these steps: %q", steps)
	}
}

// TestKilledOnTheWayBack does the same with restores that cannot be finished:
// the old data is there, and the report says why.
func TestKilledOnTheWayBack(t *testing.T) {
	t.Parallel()
	s := newStaged(t)
	for obstacle, test := range map[string]struct {
		put     func(p backup.Place) error
		reports bool
	}{
		"the key cannot be replaced": {func(p backup.Place) error {
			return os.MkdirAll(filepath.Join(p.DataDir, "encryption.key.importing", "x"), 0o700)
		}, true},
		"the report cannot be written": {func(p backup.Place) error {
			return os.MkdirAll(filepath.Join(p.Path+".restore-report.json.part", "x"), 0o700)
		}, false},
		"what was staged is damaged": {func(p backup.Place) error {
			return os.WriteFile(filepath.Join(p.Path+".restore-pending", "encryption.key"), make([]byte, 32), 0o600)
		}, true},
		"what was staged is not whole": {func(p backup.Place) error {
			return os.Remove(filepath.Join(p.Path+".restore-pending", "rustygpt.db"))
		}, true},
	} {
		t.Run(obstacle, func(t *testing.T) {
			t.Parallel()
			for step := 1; ; step++ {
				p := s.copy(t)
				if err := test.put(p); err != nil {
					t.Fatal(err)
				}
				name := dieAt(t, step, p, "")
				dieAt(t, 3, p, "")
				if err := backup.Apply(t.Context(), p, backup.ApplyOptions{Log: quiet, Now: now}); err != nil {
					t.Fatal(err)
				}
				for _, block := range []string{filepath.Join(p.DataDir, "encryption.key.importing"), p.Path + ".restore-report.json.part"} {
					if err := os.RemoveAll(block); err != nil {
						t.Fatal(err)
					}
				}
				if got := s.which(t, p); got != "old" {
					t.Errorf("killed before %q: the data is %s", name, got)
				}
				if r := reportOf(t, p); test.reports && (r == nil || !strings.HasSuffix(string(r.Failure), ".") || r.Entry.Outcome != chat.AuditFailed) {
					t.Errorf("killed before %q: report %+v", name, r)
				}
				if _, err := os.Stat(p.Path + ".restore-failed"); err != nil {
					t.Errorf("killed before %q: what failed is gone: %v", name, err)
				}
				if name == "" {
					break
				}
			}
		})
	}
}

// TestReplacesStaged: of two backups that were staged the later one counts.
func TestReplacesStaged(t *testing.T) {
	t.Parallel()
	s := newStaged(t)
	third := newWorld(t, sqlitePlace(t), "third")
	done := mustRestore(t, s.old.place, third.backup(backup.WriteOptions{}))
	if done.OldData == "" {
		t.Error("nothing was kept")
	}
	third.place = s.old.place
	third.with(func(st storetest.Store) {
		settings, err := st.Settings(t.Context())
		if err != nil || settings.ServerName != "third" {
			t.Errorf("the data is %q, %v", settings.ServerName, err)
		}
	})
}
