package sqlite

import (
	"context"
	"errors"
	"runtime"
	"sync"
)

// readers are the connections for reading. Whoever reads has one of them to
// itself until it is done and never waits for a second, so readers cannot hold
// each other up however few there are. The one used last is used next: its
// page cache is warm, and a quiet server opens few.
type readers struct {
	open   func() (*connection, error)
	slots  chan struct{} // one for each reader at work
	closed chan struct{}

	mu   sync.Mutex
	idle []*reader
}

func newReaders(count int, open func() (*connection, error)) *readers {
	if count <= 0 {
		count = 2 * runtime.NumCPU()
	}
	return &readers{open: open, slots: make(chan struct{}, count), closed: make(chan struct{})}
}

// take waits for a reader's turn.
func (p *readers) take(ctx context.Context) (*reader, error) {
	select {
	case p.slots <- struct{}{}:
	case <-p.closed:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if r := p.pop(); r != nil {
		return r, nil
	}
	conn, err := p.open()
	if err != nil {
		<-p.slots
		return nil, err
	}
	return &reader{connection: conn}, nil
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

// put hands a reader back. One that is broken is not used again.
func (p *readers) put(r *reader) {
	if r.broken {
		_ = r.close()
	} else {
		p.mu.Lock()
		p.idle = append(p.idle, r)
		p.mu.Unlock()
	}
	<-p.slots
}

// close waits for the readers at work and lets no more begin.
func (p *readers) close() error {
	close(p.closed)
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	var errs []error
	for _, r := range p.idle {
		errs = append(errs, r.close())
	}
	return errors.Join(errs...)
}

// reader is one connection for reading.
type reader struct {
	*connection
	broken bool
}

// reading is a querier on a reader.
type reading struct {
	ctx context.Context
	*reader
}

// query does not begin for a caller who has left. What has begun ends by itself
// soon: every statement reads a bounded part of an index.
func (r reading) query(query string, a args) (*rows, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	return r.reader.query(query, a)
}

// read runs queries that need not agree with each other: each sees the newest
// commit.
func read[T any](ctx context.Context, s *Store, fn func(querier) (T, error)) (T, error) {
	var none T
	r, err := s.readers.take(ctx)
	if err != nil {
		return none, translate(err)
	}
	defer s.readers.put(r)
	v, err := fn(reading{ctx, r})
	r.broken = isFailure(err)
	return v, translate(err)
}

const (
	sqlBeginReading = `BEGIN`
	sqlEndReading   = `ROLLBACK`
)

// readSnapshot runs queries that all see the same commit. Begin and end are not
// tied to the caller's context: the connection must not go back in the middle
// of a transaction.
func readSnapshot[T any](ctx context.Context, s *Store, fn func(querier) (T, error)) (T, error) {
	var none T
	r, err := s.readers.take(ctx)
	if err != nil {
		return none, translate(err)
	}
	defer s.readers.put(r)
	if _, err := r.change(sqlBeginReading); err != nil {
		r.broken = true
		return none, translate(err)
	}
	v, err := fn(reading{ctx, r})
	_, endErr := r.change(sqlEndReading)
	r.broken = isFailure(err) || endErr != nil
	return v, translate(err)
}
