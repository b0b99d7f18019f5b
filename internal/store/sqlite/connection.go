package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
)

// connection is one connection with each statement prepared on it once, at its
// first use. One goroutine at a time has it.
//
// It goes to the driver without database/sql in between. What that guards
// against, use by several goroutines at once, cannot happen here, and reading a
// row would cost more than finding it.
type connection struct {
	ctx        context.Context // never ends: the driver would start a goroutine to watch it
	conn       driver.Conn
	statements map[string]statement
	bound      []driver.NamedValue // arguments of the statement that runs
}

// statement is what the driver's statements can do.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

func open(ctx context.Context, path string, pragmas []string) (*connection, error) {
	return connect(ctx, dsn(path, pragmas))
}

func connect(ctx context.Context, address string) (*connection, error) {
	connector, err := sqlite.NewConnector(address)
	if err != nil {
		return nil, err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{ctx: context.WithoutCancel(ctx), conn: conn, statements: map[string]statement{}}, nil
}

// statement prepares a statement, unless that was done before.
func (c *connection) statement(query string) (statement, error) {
	if stmt := c.statements[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.prepare(query)
	if err == nil {
		c.statements[query] = stmt
	}
	return stmt, err
}

func (c *connection) prepare(query string) (statement, error) {
	prepared, err := c.conn.Prepare(query)
	if err != nil {
		return nil, err
	}
	stmt, ok := prepared.(statement)
	if !ok {
		return nil, fmt.Errorf("the driver's statements are %T", prepared)
	}
	return stmt, nil
}

// bind converts arguments to what the driver takes.
func (c *connection) bind(a args) ([]driver.NamedValue, error) {
	c.bound = c.bound[:0]
	for i, v := range a {
		value, err := driver.DefaultParameterConverter.ConvertValue(v)
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		c.bound = append(c.bound, driver.NamedValue{Ordinal: i + 1, Value: value})
	}
	return c.bound, nil
}

// query runs a statement that yields rows. Nothing else may run on the
// connection before they are closed.
func (c *connection) query(query string, a args) (*rows, error) {
	stmt, err := c.statement(query)
	if err != nil {
		return nil, err
	}
	bound, err := c.bind(a)
	if err != nil {
		return nil, err
	}
	result, err := stmt.QueryContext(c.ctx, bound)
	if err != nil {
		return nil, err
	}
	return &rows{result: result, values: make([]driver.Value, len(result.Columns()))}, nil
}

// change runs a statement and counts the rows it changed.
func (c *connection) change(query string, a ...any) (int, error) {
	stmt, err := c.statement(query)
	if err != nil {
		return 0, err
	}
	bound, err := c.bind(a)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(c.ctx, bound)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

func (c *connection) exec(query string, a ...any) error {
	_, err := c.change(query, a...)
	return err
}

// script runs several statements once.
func (c *connection) script(text string) error {
	stmt, err := c.prepare(text)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(c.ctx, nil)
	return errors.Join(err, stmt.Close())
}

// close closes the statements first: SQLite keeps a connection and its side
// files as long as one statement is left.
func (c *connection) close() error {
	errs := make([]error, 0, len(c.statements)+1)
	for _, stmt := range c.statements {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}

// rows is a result that is being read.
type rows struct {
	result driver.Rows
	values []driver.Value // of the row under the cursor
}

// next moves to the next row and reports whether there is one.
func (r *rows) next() (bool, error) {
	err := r.result.Next(r.values)
	if err == io.EOF {
		return false, nil
	}
	return err == nil, err
}

func (r *rows) close() error { return r.result.Close() }

// Scan implements scanner.
func (r *rows) Scan(dest ...any) error {
	if len(dest) != len(r.values) {
		return fmt.Errorf("%d destinations for %d columns", len(dest), len(r.values))
	}
	for i, d := range dest {
		if err := assign(d, r.values[i]); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}
