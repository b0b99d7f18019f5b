package sqlite

import (
	"database/sql"
	"errors"
)

// querier runs SQL, within a unit of work or for reading.
type querier interface {
	query(query string, a args) (*rows, error)
}

// args are the arguments of one statement.
type args []any

// scanner is a row under the cursor.
type scanner interface{ Scan(dest ...any) error }

// scanOne reads the only row of a result; sql.ErrNoRows when there is none.
func scanOne(q querier, query string, a args, dest ...any) error {
	_, err := one(q, func(row scanner) (struct{}, error) { return struct{}{}, row.Scan(dest...) }, query, a)
	return err
}

// one maps the only row of a result; sql.ErrNoRows when there is none.
func one[T any](q querier, scan func(scanner) (T, error), query string, a args) (v T, err error) {
	var none T
	rows, err := q.query(query, a)
	if err != nil {
		return none, err
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	switch found, err := rows.next(); {
	case err != nil:
		return none, err
	case !found:
		return none, sql.ErrNoRows
	}
	return scan(rows)
}

// all maps every row. It reads to the end before anything else happens: a
// result left open would keep the write-ahead log from being truncated.
func all[T any](q querier, scan func(scanner) (T, error), query string, a args) (list []T, err error) {
	rows, err := q.query(query, a)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	list = []T{}
	for {
		if found, err := rows.next(); err != nil || !found {
			return list, err
		}
		value, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
}

// value scans rows of one column.
func value[T any](row scanner) (v T, err error) {
	err = row.Scan(&v)
	return v, err
}

// page cuts what was read with one row more than asked for.
func page[T any](list []T, limit int) (_ []T, more bool) {
	if len(list) > limit {
		return list[:limit], true
	}
	return list, false
}
