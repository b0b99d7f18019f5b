package account_test

import (
	"log/slog"
	"testing"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
)

func BenchmarkService(b *testing.B) {
	log := slog.New(slog.DiscardHandler)
	db := enginetest.Open(b)
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
