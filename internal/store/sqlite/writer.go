package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	queueLength = 256 // units of work waiting; more of them wait in write
	maxGroup    = 64  // units of work in one transaction
)

// writer owns the only connection that writes. One goroutine takes units of
// work from a queue. Those that arrived while it was committing share the next
// transaction: one commit for all of them, each in a savepoint of its own so
// that one that fails takes nothing of the others with it.
type writer struct {
	tx        *tx
	queue     chan *unit
	committed func() // called after each transaction
	log       *slog.Logger
	stopped   chan struct{}

	mu     sync.RWMutex // held for reading while a unit is put on the queue
	closed bool
}

// unit is one unit of work on its way.
type unit struct {
	ctx  context.Context
	work func(*tx) error
	err  error
	done chan struct{}
}

func startWriter(conn *connection, persistEvents bool, committed func(), log *slog.Logger) *writer {
	w := &writer{
		tx:        &tx{conn, persistEvents},
		queue:     make(chan *unit, queueLength),
		committed: committed,
		log:       log,
		stopped:   make(chan struct{}),
	}
	go w.run()
	return w
}

// do runs work in a transaction and returns once it is committed or rolled
// back. A ctx that ends keeps work from starting, it does not interrupt it: the
// caller always learns what became of it.
func (w *writer) do(ctx context.Context, work func(*tx) error) error {
	u := &unit{ctx: ctx, work: work, done: make(chan struct{})}
	if err := w.enqueue(u); err != nil {
		return err
	}
	<-u.done
	return u.err
}

func (w *writer) enqueue(u *unit) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return errClosed
	}
	select {
	case w.queue <- u:
		return nil
	case <-u.ctx.Done():
		return u.ctx.Err()
	}
}

// close lets everything on the queue finish and refuses what comes after.
func (w *writer) close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.stopped
}

func (w *writer) run() {
	defer close(w.stopped)
	for first := range w.queue {
		group := w.gather(first)
		err := w.transact(group)
		for _, u := range group {
			if err != nil {
				u.err = err
			}
			close(u.done)
		}
		w.committed()
	}
}

// gather adds what is waiting, without waiting for more.
func (w *writer) gather(first *unit) []*unit {
	group := []*unit{first}
	for len(group) < maxGroup {
		select {
		case u, open := <-w.queue:
			if !open {
				return group
			}
			group = append(group, u)
		default:
			return group
		}
	}
	return group
}

// transact runs a group in one transaction. Its error is the whole group's;
// what failed in one unit alone is in that unit.
func (w *writer) transact(group []*unit) error {
	if err := w.tx.exec(sqlBegin); err != nil {
		return err
	}
	err := w.attemptAll(group)
	if err == nil {
		err = w.tx.exec(sqlCommit)
	}
	if err != nil {
		if rollbackErr := w.tx.exec(sqlRollback); rollbackErr != nil && !endsTransaction(err) {
			w.log.Error("rollback failed", "error", rollbackErr)
		}
	}
	return err
}

const (
	sqlBegin      = `BEGIN IMMEDIATE`
	sqlCommit     = `COMMIT`
	sqlRollback   = `ROLLBACK`
	sqlSavepoint  = `SAVEPOINT unit`
	sqlRelease    = `RELEASE unit`
	sqlRollbackTo = `ROLLBACK TO unit`
)

func (w *writer) attemptAll(group []*unit) error {
	if len(group) == 1 {
		return w.attempt(group[0])
	}
	for _, u := range group {
		if err := w.tx.exec(sqlSavepoint); err != nil {
			return err
		}
		u.err = w.attempt(u)
		if endsTransaction(u.err) {
			return u.err
		}
		if u.err != nil {
			if err := w.tx.exec(sqlRollbackTo); err != nil {
				return errors.Join(err, u.err)
			}
		}
		if err := w.tx.exec(sqlRelease); err != nil {
			return err
		}
	}
	return nil
}

// attempt runs one unit of work. A panic in it is that unit's failure: the
// connection and the other units must not suffer from it.
func (w *writer) attempt(u *unit) (err error) {
	if err := u.ctx.Err(); err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			w.log.Error("panic in a unit of work", "panic", p, "stack", string(debug.Stack()))
			err = chat.Wrap(chat.Internal, "the database failed", fmt.Errorf("panic: %v", p))
		}
	}()
	return u.work(w.tx)
}

// tx is the writing connection inside a transaction. It takes no context: one
// that ends could only leave the work half done.
type tx struct {
	*connection
	persistEvents bool
}

// write runs a unit of work.
func write[T any](ctx context.Context, s *Store, work func(*tx) (T, error)) (T, error) {
	var v T
	err := s.writer.do(ctx, func(t *tx) (err error) {
		v, err = work(t)
		return err
	})
	if err != nil {
		var none T
		return none, translate(err)
	}
	return v, nil
}

// write runs a unit of work that only succeeds or fails.
func (s *Store) write(ctx context.Context, work func(*tx) error) error {
	return translate(s.writer.do(ctx, work))
}
