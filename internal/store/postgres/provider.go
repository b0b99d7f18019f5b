package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	providerColumns = `id, name, type, base_url, sealed_key, sealed_headers, enabled, source, created_at, updated_at`

	sqlListProviders = `SELECT ` + providerColumns + ` FROM rustygpt.providers ORDER BY rustygpt.fold(name)`
	sqlAddProvider   = `
		INSERT INTO rustygpt.providers (` + providerColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	sqlUpdateProvider = `
		WITH was AS (
			SELECT ` + providerColumns + ` FROM rustygpt.providers WHERE id = $1 FOR UPDATE
		), became AS (
			UPDATE rustygpt.providers
			SET name = coalesce($2, name), base_url = coalesce($3, base_url), sealed_key = coalesce($4, sealed_key),
			    sealed_headers = coalesce($5, sealed_headers), enabled = coalesce($6, enabled), updated_at = $7
			WHERE id IN (SELECT id FROM was)
			RETURNING ` + providerColumns + `
		)
		SELECT ` + providerColumns + ` FROM became UNION ALL SELECT ` + providerColumns + ` FROM was`
	sqlDeleteProvider = `DELETE FROM rustygpt.providers WHERE id = $1`
)

// ListProviders lists all providers by name, without ASCII case.
func (s *Store) ListProviders(ctx context.Context) ([]chat.Provider, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.Provider, error) {
		return all(ctx, q, scanProvider, sqlListProviders)
	})
}

// AddProvider adds a provider. Conflict when its name is taken.
func (s *Store) AddProvider(ctx context.Context, p chat.Provider) error {
	return s.exec(ctx, sqlAddProvider, providerArgs(p)...)
}

// UpdateProvider changes a provider.
func (s *Store) UpdateProvider(ctx context.Context, p store.ProviderPatch) (store.Changed[chat.Provider], error) {
	return write(ctx, s, func(ctx context.Context, q querier) (store.Changed[chat.Provider], error) {
		c, err := changed(ctx, q, scanProvider, sqlUpdateProvider, ref(p.ID), p.Name, p.BaseURL, p.SealedKey, p.SealedHeaders, p.Enabled,
			instant(p.At))
		return c, orNotFound(err, "there is no such provider")
	})
}

// DeleteProvider removes a provider with its models. Messages keep the names.
func (s *Store) DeleteProvider(ctx context.Context, provider chat.ProviderID) error {
	return s.changeOne(ctx, "there is no such provider", sqlDeleteProvider, ref(provider))
}

func providerArgs(p chat.Provider) []any {
	return []any{ref(p.ID), p.Name, string(p.Type), p.BaseURL, p.SealedKey, p.SealedHeaders, p.Enabled, string(p.Source),
		instant(p.CreatedAt), instant(p.UpdatedAt)}
}

func scanProvider(row pgx.CollectableRow) (p chat.Provider, err error) {
	err = row.Scan(id(&p.ID), &p.Name, (*string)(&p.Type), &p.BaseURL, &p.SealedKey, &p.SealedHeaders, &p.Enabled,
		(*string)(&p.Source), at(&p.CreatedAt), at(&p.UpdatedAt))
	return p, err
}
