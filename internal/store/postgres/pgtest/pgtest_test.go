package pgtest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

func TestDatabases(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	prepared := 0
	prepare := func(ctx context.Context, url string) error {
		prepared++
		exec(t, url, "CREATE TABLE marks (n int); INSERT INTO marks VALUES (1)")
		return nil
	}
	a, b := server.Copy(t, prepare), server.Copy(t, prepare)
	exec(t, a, "DROP TABLE marks")
	exec(t, b, "DELETE FROM marks")
	exec(t, server.Database(t), "CREATE TABLE marks (n int)")
	if prepared != 1 {
		t.Errorf("prepared %d times", prepared)
	}
}

func TestRestart(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	url := server.Database(t)
	exec(t, url, "CREATE TABLE marks (n int)")
	for _, end := range []func(testing.TB){server.Stop, server.Crash} {
		end(t)
		if _, err := pgx.Connect(t.Context(), url); err == nil {
			t.Error("a stopped server answers")
		}
		server.Restart(t)
		exec(t, url, "INSERT INTO marks VALUES (1)")
	}
}

func exec(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
