package feltnerai

import (
	"context"
	"database/sql"
	"errors"
	"iter"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/sqlite"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// Source is FeltnerAI's database as one of ours. It implements transfer.Source.
type Source struct {
	db     *sql.DB
	seal   *sealer
	tables map[string]table
}

// table is how the rows of one of our tables come about. Tables without one are
// empty.
type table struct {
	count string
	query string
	// rows turns what the query yields into values by column. It may hold one
	// back and yield it with the next.
	rows func(rows *sql.Rows, yield func(values) bool) error
}

// values are those of a row, by column. What is not among them is the zero value
// of a column that is never empty, and nothing otherwise.
type values map[string]any

// Open opens a database with the key that its secrets are sealed with. What is
// no sound database of FeltnerAI is Invalid.
func Open(ctx context.Context, path string, key []byte) (*Source, error) {
	seal, err := newSealer(key)
	if err != nil {
		return nil, err
	}
	db, err := sqlite.OpenCopy(ctx, path)
	if err != nil {
		return nil, err
	}
	s := &Source{db: db, seal: seal}
	s.tables = map[string]table{
		"settings": s.settings(), "branding_images": images(), "accounts": accounts(), "account_roles": accountRoles(), "providers": s.providers(), "models": models(),
		"conversations": conversations(), "participants": participants(), "threads": threads(), "messages": messages(), "answers": answers(),
	}
	if err := s.checkReferences(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// checkReferences finds rows that refer to what is not there. It also fails when
// the tables are not those of FeltnerAI.
func (s *Source) checkReferences(ctx context.Context) error {
	var lost int
	err := s.db.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM messages WHERE chat_id NOT IN (SELECT id FROM chats))
		     + (SELECT count(*) FROM chats WHERE user_id NOT IN (SELECT id FROM users))
		     + (SELECT count(*) FROM models WHERE provider_id NOT IN (SELECT id FROM providers))`).Scan(&lost)
	if err != nil {
		return foreign(ctx, err)
	}
	if lost > 0 {
		return chat.Errorf(chat.Invalid, "the database of FeltnerAI has %d rows that refer to nothing", lost)
	}
	return nil
}

// foreign blames the file for a failure, unless the caller left.
func foreign(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return chat.Wrap(chat.Canceled, "the caller left", err)
	}
	if _, known := errors.AsType[*chat.Error](err); known {
		return err
	}
	return chat.Wrap(chat.Invalid, "this is no database that FeltnerAI made, or it is damaged", err)
}

// Count counts the rows of one of our tables.
func (s *Source) Count(ctx context.Context, t transfer.Table) (n int64, err error) {
	from, known := s.tables[t.Name]
	if !known {
		return 0, nil
	}
	err = s.db.QueryRowContext(ctx, from.count).Scan(&n)
	return n, foreign(ctx, err)
}

// Rows yields the rows of one of our tables.
func (s *Source) Rows(ctx context.Context, t transfer.Table) iter.Seq2[transfer.Row, error] {
	return func(yield func(transfer.Row, error) bool) {
		from, known := s.tables[t.Name]
		if !known {
			return
		}
		rows, err := s.db.QueryContext(ctx, from.query)
		if err != nil {
			yield(nil, foreign(ctx, err))
			return
		}
		defer rows.Close()
		stopped := false
		row := make(transfer.Row, len(t.Columns))
		err = from.rows(rows, func(v values) bool {
			v.fill(t, row)
			stopped = !yield(row, nil)
			return !stopped
		})
		if err := errors.Join(err, rows.Err()); err != nil && !stopped {
			yield(nil, foreign(ctx, err))
		}
	}
}

func (v values) fill(t transfer.Table, row transfer.Row) {
	for i, c := range t.Columns {
		value, given := v[c.Name]
		if !given {
			value = zero(c.Kind)
		}
		row[i] = value
	}
}

func zero(k transfer.Kind) any {
	switch k {
	case transfer.Text:
		return ""
	case transfer.Int:
		return int64(0)
	case transfer.Bool:
		return false
	default:
		return nil
	}
}

// Remnants lists nothing: the package says what stays behind.
func (s *Source) Remnants(context.Context) ([]transfer.Remnant, error) { return nil, nil }

// Close closes the database.
func (s *Source) Close() error { return s.db.Close() }
