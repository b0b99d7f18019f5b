package postgres_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
)

// BenchmarkSession tells what signing in and every request after it cost the
// database, beside the least a statement and a commit can.
func BenchmarkSession(b *testing.B) {
	url := durable(b)
	s := open(b, postgres.Options{URL: url})
	account := chat.Account{ID: chat.NewID[chat.Account](), Username: "ada", Roles: chat.RoleMember, Theme: "dark", CreatedAt: noon, UpdatedAt: noon}
	if err := s.AddAccount(b.Context(), account, "hash"); err != nil {
		b.Fatal(err)
	}
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close(b.Context()) })
	try := func(b *testing.B, err error) {
		if err != nil {
			b.Fatal(err)
		}
	}

	count := 0
	login := func() chat.LoginSession {
		count++
		return newSession(account.ID, fmt.Sprint("token ", count))
	}
	known := login()
	try(b, s.AddSession(b.Context(), store.NewSession{Session: known}))

	b.Run("floor of reading", func(b *testing.B) {
		var n int
		for b.Loop() {
			try(b, conn.QueryRow(b.Context(), "SELECT $1::int", 1).Scan(&n))
		}
	})
	b.Run("lookup", func(b *testing.B) {
		for b.Loop() {
			_, err := s.FindSession(b.Context(), known.TokenHash)
			try(b, err)
		}
	})
	b.Run("credentials", func(b *testing.B) {
		for b.Loop() {
			_, err := s.FindCredentials(b.Context(), "ADA")
			try(b, err)
		}
	})
	b.Run("floor of writing", func(b *testing.B) {
		for b.Loop() {
			_, err := conn.Exec(b.Context(), "UPDATE rustygpt.server_settings SET updated_at = $1", noon)
			try(b, err)
		}
	})
	b.Run("touch", func(b *testing.B) {
		for b.Loop() {
			try(b, s.TouchSession(b.Context(), known))
		}
	})
	b.Run("login", func(b *testing.B) {
		for b.Loop() {
			try(b, s.AddSession(b.Context(), store.NewSession{Session: login(), Max: 5}))
		}
	})
}
