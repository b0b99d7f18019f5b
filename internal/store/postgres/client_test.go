package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// client speaks SQL to a database, as other programs than the server do.
type client struct {
	testing.TB
	conn *pgx.Conn
}

func connect(t testing.TB, url string) *client {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	return &client{t, conn}
}

// as makes the client somebody with the application's role.
func (c *client) as(account chat.AccountID) {
	c.Helper()
	c.do("SET ROLE rustygpt_app")
	c.do("SELECT set_config('app.current_user_id', $1, false)", account.String())
}

func (c *client) do(sql string, args ...any) {
	c.Helper()
	if err := c.try(sql, args...); err != nil {
		c.Fatalf("%s: %v", sql, err)
	}
}

func (c *client) try(sql string, args ...any) error {
	_, err := c.conn.Exec(c.Context(), sql, args...)
	return err
}

// refuses wants an error with an SQLSTATE and a text.
func (c *client) refuses(state, text, sql string, args ...any) {
	c.Helper()
	var e *pgconn.PgError
	switch err := c.try(sql, args...).(type) {
	case *pgconn.PgError:
		e = err
	default:
		c.Errorf("%s: error %v", sql, err)
		return
	}
	if e.Code != state || text != "" && e.Message != text {
		c.Errorf("%s: %s %s, want %s %s", sql, e.Code, e.Message, state, text)
	}
}

// get returns the only value of the only row.
func get[T any](c *client, sql string, args ...any) T {
	c.Helper()
	v, err := tryGet[T](c, sql, args...)
	if err != nil {
		c.Fatalf("%s: %v", sql, err)
	}
	return v
}

func tryGet[T any](c *client, sql string, args ...any) (v T, err error) {
	err = c.conn.QueryRow(c.Context(), sql, args...).Scan(&v)
	return v, err
}

// wants compares the only value of the only row.
func wants[T comparable](c *client, want T, sql string, args ...any) {
	c.Helper()
	if got := get[T](c, sql, args...); got != want {
		c.Errorf("%s: got %v, want %v", sql, got, want)
	}
}

// ask is get on a connection of its own.
func ask[T any](t testing.TB, url, sql string, args ...any) T {
	t.Helper()
	return get[T](connect(t, url), sql, args...)
}

// do runs SQL on a connection of its own.
func do(t testing.TB, url, sql string, args ...any) {
	t.Helper()
	connect(t, url).do(sql, args...)
}
