package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
)

// readers are the connections for reading. Whoever reads has one of them to
// itself until it is done and never waits for a second, so readers cannot hold
// each other up however few there are. The one used last is used next: its
// page cache is warm, and a quiet server opens few.
type readers struct {
	db    *sql.DB
	slots chan struct{} // one for each reader at work

	mu   sync.Mutex
	idle []*reader
}

func newReaders(db *sql.DB, count int) *readers {
	db.SetMaxOpenConns(count)
	db.SetMaxIdleConns(count)
	return &readers{db: db, slots: make(chan struct{}, count)}
}

// take waits for a reader's turn.
func (p *readers) take(ctx context.Context) (*reader, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if r := p.pop(); r != nil {
		return r, nil
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		<-p.slots
		return nil, err
	}
	return &reader{conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

func (p *readers) pop() *reader {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	last := len(p.idle) - 1
	r := p.idle[last]
	p.idle = p.idle[:last]
	return r
}

// put hands a reader back after a result. A broken connection is not used again.
func (p *readers) put(r *reader, err error) {
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		_ = r.conn.Close() // broken already
	} else {
		p.mu.Lock()
		p.idle = append(p.idle, r)
		p.mu.Unlock()
	}
	<-p.slots
}

// close waits for the readers at work.
func (p *readers) close() error {
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	var errs []error
	for _, r := range p.idle {
		errs = append(errs, r.conn.Close())
	}
	return errors.Join(append(errs, p.db.Close())...)
}

// reader is one connection with each statement prepared on it once.
type reader struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func (r *reader) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := r.statements[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := r.conn.PrepareContext(ctx, query)
	if err == nil {
		r.statements[query] = stmt
	}
	return stmt, err
}

// reading is a querier on a reader.
type reading struct {
	ctx context.Context
	*reader
}

func (r reading) query(query string, a args) (*sql.Rows, error) {
	stmt, err := r.statement(r.ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(r.ctx, a...)
}

// read runs queries that need not agree with each other: each sees the newest
// commit.
func read[T any](ctx context.Context, s *Store, fn func(querier) (T, error)) (v T, err error) {
	r, err := s.readers.take(ctx)
	if err != nil {
		return v, translate(err)
	}
	defer func() { s.readers.put(r, err) }()
	v, err = fn(reading{ctx, r})
	return v, translate(err)
}

// readSnapshot runs queries that all see the same commit.
func readSnapshot[T any](ctx context.Context, s *Store, fn func(querier) (T, error)) (T, error) {
	return read(ctx, s, func(q querier) (v T, err error) {
		r := q.(reading).reader
		// Begin and end are not tied to the caller's context: the connection
		// must not go back in the middle of a transaction.
		whole := context.WithoutCancel(ctx)
		if err := r.do(whole, `BEGIN`); err != nil {
			return v, err
		}
		defer func() { err = errors.Join(err, r.do(whole, `ROLLBACK`)) }()
		return fn(q)
	})
}

func (r *reader) do(ctx context.Context, query string) error {
	stmt, err := r.statement(ctx, query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx)
	return err
}
