package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// querier is the pool, where every statement is a transaction of its own, or a
// transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// read runs what changes nothing. It is tried again also when the connection
// was lost in the middle.
func read[T any](ctx context.Context, s *Store, work func(context.Context, querier) (T, error)) (result T, err error) {
	err = s.attempt(ctx, readAgain, func(ctx context.Context) error {
		var err error
		result, err = work(ctx, s.pool)
		return err
	})
	return result, err
}

// write runs one statement that changes something. It is tried again only when
// it certainly had no effect.
func write[T any](ctx context.Context, s *Store, work func(context.Context, querier) (T, error)) (result T, err error) {
	err = s.attempt(ctx, writeAgain, func(ctx context.Context) error {
		var err error
		result, err = work(ctx, s.pool)
		return err
	})
	return result, err
}

// transaction runs several statements that change something. Only units of
// work that are rare need it.
func transaction[T any](ctx context.Context, s *Store, work func(context.Context, querier) (T, error)) (result T, err error) {
	err = s.attempt(ctx, writeAgain, func(ctx context.Context) error {
		return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			var err error
			result, err = work(ctx, tx)
			return err
		})
	})
	return result, err
}

// one maps the first row of a result; pgx.ErrNoRows when there is none.
func one[T any](ctx context.Context, q querier, scan pgx.RowToFunc[T], sql string, args ...any) (T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		var none T
		return none, ended(rows, err)
	}
	v, err := pgx.CollectOneRow(rows, scan)
	return v, ended(rows, err)
}

// all maps every row.
func all[T any](ctx context.Context, q querier, scan pgx.RowToFunc[T], sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, ended(rows, err)
	}
	list, err := pgx.CollectRows(rows, scan)
	return list, ended(rows, err)
}

// changed maps what something has become, and after it what it was; without that
// there was nothing.
func changed[T any](ctx context.Context, q querier, scan pgx.RowToFunc[T], sql string, args ...any) (c store.Changed[T], err error) {
	list, err := all(ctx, q, scan, sql, args...)
	switch {
	case err != nil:
		return c, err
	case len(list) == 0:
		return c, pgx.ErrNoRows
	case len(list) > 1:
		c.Before = list[1]
	}
	c.After = list[0]
	return c, nil
}

// change runs a statement without a result and returns how many rows it
// touched.
func change(ctx context.Context, q querier, sql string, args ...any) (int, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return 0, ended(rows, err)
	}
	rows.Close()
	return int(rows.CommandTag().RowsAffected()), ended(rows, rows.Err())
}

// ended marks the failure of a statement whose connection was ended from
// outside. The server reports a statement as complete before it commits, so one
// that was not reported had no effect.
func ended(rows pgx.Rows, err error) error {
	if e, ok := pgError(err); ok && e.Code == adminShutdown && rows.CommandTag().String() == "" {
		return &interruptedError{err}
	}
	return err
}

// exec runs one statement of its own, without a result.
func (s *Store) exec(ctx context.Context, sql string, args ...any) error {
	_, err := s.change(ctx, sql, args...)
	return err
}

// change runs one statement of its own and returns how many rows it touched.
func (s *Store) change(ctx context.Context, sql string, args ...any) (int, error) {
	return write(ctx, s, func(ctx context.Context, q querier) (int, error) { return change(ctx, q, sql, args...) })
}

// changeOne is change for what has to exist.
func (s *Store) changeOne(ctx context.Context, missing chat.Sentence, sql string, args ...any) error {
	n, err := s.change(ctx, sql, args...)
	if err == nil && n == 0 {
		return chat.Errorf(chat.NotFound, missing)
	}
	return err
}

// value scans rows of one column.
func value[T any](row pgx.CollectableRow) (v T, err error) {
	err = row.Scan(&v)
	return v, err
}
