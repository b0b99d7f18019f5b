package server

import (
	"slices"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestASignOutIsDealtWithOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	var forgotten, cut []chat.AccountID
	s := newSignOuts(
		func(id chat.AccountID) { forgotten = append(forgotten, id) },
		func(id chat.AccountID) {
			if cut = append(cut, id); len(forgotten) != len(cut) {
				t.Error("streams are cut before the sessions are forgotten")
			}
		},
		func() time.Time { return now })
	told, found, gone := chat.NewID[chat.Account](), chat.NewID[chat.Account](), chat.NewID[chat.Account]()
	for _, step := range []struct {
		what string
		do   func()
		want []chat.AccountID
	}{
		{"a notice", func() { s.told(told) }, []chat.AccountID{told}},
		{"the same from the database", func() {
			s.found(map[chat.AccountID]time.Time{told: now.Add(-time.Second)}, now.Add(-time.Minute))
		}, nil},
		{"one without a notice", func() {
			s.found(map[chat.AccountID]time.Time{found: now.Add(-time.Second)}, now.Add(-time.Minute))
		}, []chat.AccountID{found}},
		{"once more", func() {
			s.found(map[chat.AccountID]time.Time{found: now.Add(-time.Second)}, now.Add(-50*time.Second))
		}, nil},
		{"the next one", func() {
			s.found(map[chat.AccountID]time.Time{found: now, gone: {}}, now.Add(-40*time.Second))
		}, []chat.AccountID{found, gone}},
		{"another notice", func() { s.told(told) }, []chat.AccountID{told}},
	} {
		forgotten, cut = nil, nil
		step.do()
		slices.SortFunc(cut, func(a, b chat.AccountID) int { return slices.Compare(a.UUID[:], b.UUID[:]) })
		slices.SortFunc(step.want, func(a, b chat.AccountID) int { return slices.Compare(a.UUID[:], b.UUID[:]) })
		if !slices.Equal(cut, step.want) {
			t.Errorf("%s: cut %v, want %v", step.what, cut, step.want)
		}
	}
	if s.forget(now.Add(time.Second)); len(s.seen) != 0 {
		t.Errorf("%d are remembered for ever", len(s.seen))
	}
}
