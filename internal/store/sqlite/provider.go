package sqlite

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	providerColumns = `id, name, type, base_url, sealed_key, sealed_headers, enabled, source, created_at, updated_at`

	sqlListProviders = `SELECT ` + providerColumns + ` FROM providers ORDER BY name`
	sqlFindProvider  = `SELECT ` + providerColumns + ` FROM providers WHERE id = ?`
	sqlAddProvider   = `INSERT INTO providers (` + providerColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	sqlProviderTaken = `SELECT EXISTS (SELECT 1 FROM providers WHERE name = ?2 AND id <> ?1)`

	sqlUpdateProvider = `
		UPDATE providers
		SET name = ?2, base_url = ?3, sealed_key = ?4, sealed_headers = ?5, enabled = ?6, updated_at = ?7
		WHERE id = ?1`
	sqlDeleteProvider = `DELETE FROM providers WHERE id = ?`
)

// ListProviders lists all providers by name, without ASCII case.
func (s *Store) ListProviders(ctx context.Context) ([]chat.Provider, error) {
	return read(ctx, s, func(q querier) ([]chat.Provider, error) { return all(q, scanProvider, sqlListProviders, nil) })
}

// AddProvider adds a provider. Conflict when its name is taken.
func (s *Store) AddProvider(ctx context.Context, p chat.Provider) error {
	return s.write(ctx, func(t *tx) error { return t.addProvider(p) })
}

// UpdateProvider changes a provider.
func (s *Store) UpdateProvider(ctx context.Context, patch store.ProviderPatch) (changed store.Changed[chat.Provider], err error) {
	return write(ctx, s, func(t *tx) (changed store.Changed[chat.Provider], err error) {
		p, err := one(t, scanProvider, sqlFindProvider, args{patch.ID})
		if err != nil {
			return changed, orNotFound(err, "there is no such provider")
		}
		changed.Before = p
		set(&p.Name, patch.Name)
		set(&p.BaseURL, patch.BaseURL)
		set(&p.SealedKey, patch.SealedKey)
		set(&p.SealedHeaders, patch.SealedHeaders)
		set(&p.Enabled, patch.Enabled)
		p.UpdatedAt = stored(patch.At)
		if err := t.checkProviderName(p); err != nil {
			return changed, err
		}
		changed.After = p
		return changed, t.exec(sqlUpdateProvider, p.ID, p.Name, p.BaseURL, p.SealedKey, p.SealedHeaders, p.Enabled, micros(p.UpdatedAt))
	})
}

// DeleteProvider removes a provider with its models. Messages keep the names.
func (s *Store) DeleteProvider(ctx context.Context, id chat.ProviderID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.change(sqlDeleteProvider, id)
		if err == nil && n == 0 {
			return chat.Errorf(chat.NotFound, "there is no such provider")
		}
		return err
	})
}

func (t *tx) addProvider(p chat.Provider) error {
	if err := t.checkProviderName(p); err != nil {
		return err
	}
	return t.exec(sqlAddProvider, p.ID, p.Name, p.Type, p.BaseURL, p.SealedKey, p.SealedHeaders, p.Enabled, p.Source,
		micros(p.CreatedAt), micros(p.UpdatedAt))
}

func (t *tx) checkProviderName(p chat.Provider) error {
	taken, err := one(t, value[bool], sqlProviderTaken, args{p.ID, p.Name})
	if err == nil && taken {
		return chat.Errorf(chat.Conflict, "there is a provider of this name already")
	}
	return err
}

func scanProvider(row scanner) (p chat.Provider, err error) {
	err = row.Scan(&p.ID, &p.Name, &p.Type, &p.BaseURL, &p.SealedKey, &p.SealedHeaders, &p.Enabled, &p.Source,
		at(&p.CreatedAt), at(&p.UpdatedAt))
	return p, err
}
