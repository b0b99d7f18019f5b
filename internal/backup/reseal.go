package backup

import (
	"context"
	"iter"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/secret"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// resealed is a source whose secrets are sealed with a key, whichever they were
// sealed with.
type resealed struct {
	transfer.Source
	from, to *secret.Box
}

// Rows yields all rows of a table.
func (r resealed) Rows(ctx context.Context, t transfer.Table) iter.Seq2[transfer.Row, error] {
	rows := r.Source.Rows(ctx, t)
	switch t.Name {
	case "settings":
		return changed(rows, func(row transfer.Row) error {
			row[column(t, "key_fingerprint")] = r.to.Fingerprint()
			return nil
		})
	case "providers":
		return changed(rows, func(row transfer.Row) error { return r.provider(t, row) })
	}
	return rows
}

func (r resealed) provider(t transfer.Table, row transfer.Row) error {
	raw, _ := t.Value(row, "id").([16]byte)
	id := chat.ProviderID{UUID: raw}
	if t.Value(row, "source") == string(chat.SourceConfig) {
		return nil // every start seals those of the settings anew
	}
	for name, place := range map[string]string{"sealed_key": chat.KeyPlace(id), "sealed_headers": chat.HeadersPlace(id)} {
		text, _ := t.Value(row, name).(string)
		if text == "" || r.to.Sealed(text) {
			continue
		}
		plain, err := r.from.Open(text, place)
		if err != nil {
			return err
		}
		if row[column(t, name)], err = r.to.Seal(plain, place); err != nil {
			return err
		}
	}
	return nil
}

func column(t transfer.Table, name string) int { return slices.Index(t.Names(), name) }

// changed passes rows on with a change.
func changed(rows iter.Seq2[transfer.Row, error], change func(transfer.Row) error) iter.Seq2[transfer.Row, error] {
	return func(yield func(transfer.Row, error) bool) {
		for row, err := range rows {
			if err == nil {
				err = change(row)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
