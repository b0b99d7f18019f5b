package sqlite

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/rustygpt/rustygpt/internal/store"
)

// TestWithoutRoom limits the database to the pages that it has, which SQLite
// treats like a disk that is full. Nothing of what fails is stored, what went
// with it fails too, everything is still readable, and once there is room the
// same connection goes on.
func TestWithoutRoom(t *testing.T) {
	t.Parallel()
	s := openInternal(t)
	rename := func(ctx context.Context, name string) error {
		_, err := s.UpdateSettings(ctx, store.SettingsPatch{ServerName: &name, At: noon})
		return err
	}
	limit := func(pages string) {
		t.Helper()
		if err := s.writer.do(t.Context(), func(t *tx) error { return t.exec("PRAGMA max_page_count = " + pages) }); err != nil {
			t.Fatal(err)
		}
	}
	name := func() string {
		t.Helper()
		settings, err := s.Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return settings.ServerName
	}
	if err := rename(t.Context(), "Before"); err != nil {
		t.Fatal(err)
	}
	limit("1") // fewer than there are mean no more than there are
	large := strings.Repeat("x", 1<<20)
	if err := rename(t.Context(), large); !store.IsFull(err) {
		t.Fatalf("alone: %v", err)
	}
	for i, err := range s.together(t, large, "small", large) {
		if !store.IsFull(err) {
			t.Errorf("together, %d: %v", i, err)
		}
	}
	if got := name(); got != "Before" {
		t.Errorf("the name is %.20q now", got)
	}
	limit("1000000")
	if err := rename(t.Context(), large); err != nil || name() != large {
		t.Errorf("with room again: %v", err)
	}
	for i, err := range s.together(t, "one", "two") {
		if err != nil {
			t.Errorf("together with room again, %d: %v", i, err)
		}
	}
	if got := name(); got != "two" {
		t.Errorf("the name is %.20q at the end", got)
	}
}

// together renames the server several times in one transaction.
func (s *Store) together(t *testing.T, names ...string) (errs []error) {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	var holding sync.WaitGroup
	holding.Go(func() {
		_ = s.write(t.Context(), func(*tx) error { close(held); <-release; return nil })
	})
	<-held
	units := make([]*unit, len(names))
	for i, name := range names {
		units[i] = &unit{ctx: t.Context(), done: make(chan struct{}), work: func(t *tx) error {
			return t.exec(`UPDATE settings SET server_name = ?`, name)
		}}
		if err := s.writer.enqueue(units[i]); err != nil {
			t.Fatal(err)
		}
	}
	close(release)
	holding.Wait()
	for _, u := range units {
		<-u.done
		errs = append(errs, translate(u.err))
	}
	return errs
}
