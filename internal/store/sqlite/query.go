package sqlite

import "database/sql"

// querier runs SQL, within a unit of work or for reading.
type querier interface {
	query(query string, a args) (*sql.Rows, error)
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
func one[T any](q querier, scan func(scanner) (T, error), query string, a args) (T, error) {
	var none T
	rows, err := q.query(query, a)
	if err != nil {
		return none, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return none, err
		}
		return none, sql.ErrNoRows
	}
	value, err := scan(rows)
	if err != nil {
		return none, err
	}
	return value, rows.Close()
}

// all maps every row. It reads to the end before anything else happens: a
// result left open would keep the write-ahead log from being truncated.
func all[T any](q querier, scan func(scanner) (T, error), query string, a args) ([]T, error) {
	rows, err := q.query(query, a)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []T{}
	for rows.Next() {
		value, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, rows.Err()
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
