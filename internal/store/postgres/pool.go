package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	connectTimeout = 5 * time.Second
	pingTimeout    = 2 * time.Second
	oldestServer   = 15
)

// poolConfig says how connections are made. What the address itself sets wins.
func poolConfig(o Options) (*pgxpool.Config, error) {
	c, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, chat.Wrap(chat.Unavailable, "the database address cannot be used", err) // the error hides the password
	}
	if o.MaxConnections > 0 {
		c.MaxConns = int32(o.MaxConnections)
	}
	c.PingTimeout = pingTimeout
	c.HealthCheckPeriod = 30 * time.Second
	c.MaxConnLifetimeJitter = 5 * time.Minute // not all at once
	if c.ConnConfig.ConnectTimeout == 0 {
		c.ConnConfig.ConnectTimeout = connectTimeout
	}
	params := c.ConnConfig.RuntimeParams
	params["statement_timeout"] = strconv.FormatInt(o.StatementTimeout.Milliseconds(), 10)
	for name, value := range map[string]string{
		"application_name": "rustygpt",
		"timezone":         "UTC",
		"jit":              "off", // compiling takes longer than any of our statements
		// So does planning anew each time; rows are found by keys, whatever
		// their values are.
		"plan_cache_mode": "force_generic_plan",
		// A transaction that was left open would hold its locks for ever.
		"idle_in_transaction_session_timeout": "60000",
	} {
		if _, set := params[name]; !set {
			params[name] = value
		}
	}
	return c, nil
}

// patience is how long one attempt may take: the statement, and before it the
// wait for a connection.
func patience(statementTimeout time.Duration) time.Duration {
	if statementTimeout == 0 {
		return 0
	}
	return statementTimeout + connectTimeout/2
}

// checkServer refuses a server that the scripts do not work on.
func checkServer(ctx context.Context, conn *pgx.Conn) error {
	var version int
	var encoding string
	err := conn.QueryRow(ctx, `
		SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding')`).Scan(&version, &encoding)
	if err != nil {
		return err
	}
	if version < oldestServer {
		return chat.Errorf(chat.Unavailable, "the database server is PostgreSQL %d, needed is %d or newer", version, oldestServer)
	}
	if encoding != "UTF8" {
		return chat.Errorf(chat.Unavailable, "the database has encoding %s, needed is UTF8: make it with ENCODING 'UTF8' TEMPLATE template0", encoding)
	}
	return nil
}
