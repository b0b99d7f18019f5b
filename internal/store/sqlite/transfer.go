package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// layout is how a table of package transfer is kept here, where that is
// another way than under its own names.
type layout struct {
	read  string // yields the columns in order
	write string // takes them in order
}

var layouts = map[string]layout{
	"settings": {
		write: `
			INSERT INTO settings (id, server_id, server_name, public_url, accent_color, custom_css, key_fingerprint, lmstudio_path,
				trusted_proxies, setup_complete, updated_at)
			VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	},
	"accounts": {
		write: `
			INSERT INTO accounts (id, username, email, display_name, password_hash, theme, must_change_password, disabled_at,
				created_at, updated_at, last_seen_at, roles)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
	},
	"account_roles": { // bits of accounts.roles, see chat.Roles
		read: `
			SELECT a.id, r.name FROM accounts a
			JOIN (SELECT 1 AS bit, 'admin' AS name UNION ALL SELECT 2, 'member' UNION ALL SELECT 4, 'read_only') r ON a.roles & r.bit`,
		write: `
			UPDATE accounts SET roles = roles | CASE ?2 WHEN 'admin' THEN 1 WHEN 'member' THEN 2 WHEN 'read_only' THEN 4 END
			WHERE id = ?1`,
	},
	"posting_limits": {
		read:  `SELECT conversation_id, account_id, posting_tat FROM participants WHERE posting_tat IS NOT NULL`,
		write: `UPDATE participants SET posting_tat = ?3 WHERE conversation_id = ?1 AND account_id = ?2`,
	},
}

func layoutOf(t transfer.Table) layout {
	l := layouts[t.Name]
	names := strings.Join(t.Names(), ", ")
	if l.read == "" {
		l.read = fmt.Sprintf(`SELECT %s FROM %s`, names, t.Name)
	}
	if l.write == "" {
		places := strings.TrimSuffix(strings.Repeat("?, ", len(t.Columns)), ", ")
		l.write = fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s)`, t.Name, names, places)
	}
	return l
}

// readTable yields the rows of a table in the order in which they are stored.
func readTable(ctx context.Context, conn *sql.Conn, t transfer.Table) iter.Seq2[transfer.Row, error] {
	return func(yield func(transfer.Row, error) bool) {
		rows, err := conn.QueryContext(ctx, layoutOf(t).read)
		if err != nil {
			yield(nil, translate(err))
			return
		}
		defer rows.Close()
		row, places := newRow(t)
		for rows.Next() {
			err := rows.Scan(places...)
			if err == nil {
				err = fromStored(t, row)
			}
			if err != nil {
				yield(nil, translate(err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, translate(err))
		}
	}
}

func newRow(t transfer.Table) (row transfer.Row, places []any) {
	row = make(transfer.Row, len(t.Columns))
	for i := range row {
		places = append(places, &row[i])
	}
	return row, places
}

// fromStored turns what the driver scanned into neutral values.
func fromStored(t transfer.Table, row transfer.Row) error {
	for i, c := range t.Columns {
		switch v := row[i].(type) {
		case nil, string: // as it is
		case []byte:
			if c.Kind == transfer.UUID {
				if len(v) != 16 {
					return fmt.Errorf("%s.%s: an id of %d bytes", t.Name, c.Name, len(v))
				}
				row[i] = [16]byte(v)
			}
		case int64:
			row[i] = fromInteger(c.Kind, v)
		default:
			return fmt.Errorf("%s.%s: a value of type %T", t.Name, c.Name, v)
		}
	}
	return nil
}

func fromInteger(k transfer.Kind, v int64) any {
	if k == transfer.Bool {
		return v != 0
	}
	if k == transfer.Time {
		return transfer.FromMicros(v)
	}
	return v
}

// toStored turns neutral values into what is stored.
func toStored(row transfer.Row, values []any) []any {
	values = values[:0]
	for _, value := range row {
		switch v := value.(type) {
		case [16]byte:
			value = v[:]
		case time.Time:
			value = v.UnixMicro()
		}
		values = append(values, value)
	}
	return values
}

// fillTogether is how many rows share a transaction. More of them make the
// write-ahead log longer and nothing faster.
const fillTogether = 10_000

// fillTable adds rows.
func fillTable(ctx context.Context, conn *sql.Conn, t transfer.Table, rows iter.Seq2[transfer.Row, error]) (err error) {
	uncancelled := context.WithoutCancel(ctx) // the rows end when ctx does
	stmt, err := conn.PrepareContext(uncancelled, layoutOf(t).write)
	if err != nil {
		return translate(err)
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	if _, err := conn.ExecContext(uncancelled, sqlBegin); err != nil {
		return translate(err)
	}
	defer func() {
		if err != nil {
			_, _ = conn.ExecContext(uncancelled, sqlRollback)
		}
	}()
	var values []any
	count := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		values = toStored(row, values)
		result, err := stmt.ExecContext(uncancelled, values...)
		if err != nil {
			return translate(err)
		}
		if n, err := result.RowsAffected(); n != 1 {
			return errors.Join(err, chat.Errorf(chat.Internal, "a row refers to one that is not there"))
		}
		if count++; count%fillTogether == 0 {
			if _, err := conn.ExecContext(uncancelled, sqlCommit+`; `+sqlBegin); err != nil {
				return translate(err)
			}
		}
	}
	_, err = conn.ExecContext(uncancelled, sqlCommit)
	return translate(err)
}
