package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// connection is one connection with each statement prepared on it once, at its
// first use. A statement outlives the request that needed it first, so it is
// prepared with ctx, which never ends.
type connection struct {
	ctx        context.Context
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func newConnection(ctx context.Context, conn *sql.Conn) connection {
	return connection{context.WithoutCancel(ctx), conn, map[string]*sql.Stmt{}}
}

func (c connection) statement(query string) (*sql.Stmt, error) {
	if stmt := c.statements[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.conn.PrepareContext(c.ctx, query)
	if err == nil {
		c.statements[query] = stmt
	}
	return stmt, err
}

// change runs a statement and counts the rows it changed.
func (c connection) change(query string, a ...any) (int, error) {
	stmt, err := c.statement(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.Exec(a...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// close closes the statements too. database/sql does not, for those of a single
// connection, and SQLite keeps a connection and its side files as long as one
// statement is left.
func (c connection) close() error {
	errs := make([]error, 0, len(c.statements)+1)
	for _, stmt := range c.statements {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}
