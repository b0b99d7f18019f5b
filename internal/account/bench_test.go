package account_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
)

func BenchmarkService(b *testing.B) {
	log := slog.New(slog.DiscardHandler)
	db, err := sqlite.Open(b.Context(), sqlite.Options{Path: filepath.Join(b.TempDir(), "bench.db")}, log)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	s := account.New(db, account.Options{}, log, nil)
	if _, err := s.Setup(b.Context(), account.SetupInput{Username: "root", Password: password}); err != nil {
		b.Fatal(err)
	}
	in := account.LoginInput{Login: "root", Password: password, Kind: chat.CookieSession}
	issued, err := s.Login(b.Context(), in)
	if err != nil {
		b.Fatal(err)
	}

	b.Run("authenticate", func(b *testing.B) {
		b.ReportAllocs()
		p := account.Presented{Token: issued.Token, Kind: chat.CookieSession, ReadOnly: true}
		for b.Loop() {
			if _, err := s.Authenticate(b.Context(), p); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("login", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := s.Login(b.Context(), in); err != nil {
				b.Fatal(err)
			}
		}
	})
}
