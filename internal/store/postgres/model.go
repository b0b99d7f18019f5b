package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	modelColumns = `id, provider_id, provider_name, upstream_id, display_name, enabled, is_default, source, params, context_size,
		input_price, output_price, capabilities, reported, created_at, updated_at`

	sqlListModels = `
		SELECT ` + modelColumns + ` FROM rustygpt.offered_models
		ORDER BY is_default DESC, rustygpt.fold(display_name), id`
	sqlPutModel    = `SELECT ` + modelColumns + ` FROM rustygpt.model_put($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`
	sqlUpdateModel = `SELECT ` + modelColumns + ` FROM rustygpt.model_update($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	sqlDeleteModel = `DELETE FROM rustygpt.models WHERE id = $1`
)

// ListModels lists all models, the default first, then by display name without
// ASCII case.
func (s *Store) ListModels(ctx context.Context) ([]chat.Model, error) {
	return read(ctx, s, func(ctx context.Context, q querier) ([]chat.Model, error) {
		return all(ctx, q, scanModel, sqlListModels)
	})
}

// PutModel adds a model or overwrites the one with the same provider and
// upstream id. It can give the default mark, not take it. Before is zero for a new
// one.
func (s *Store) PutModel(ctx context.Context, m chat.Model) (store.Changed[chat.Model], error) {
	return write(ctx, s, func(ctx context.Context, q querier) (store.Changed[chat.Model], error) { return putModel(ctx, q, m) })
}

// UpdateModel changes a model.
func (s *Store) UpdateModel(ctx context.Context, p store.ModelPatch) (store.Changed[chat.Model], error) {
	return write(ctx, s, func(ctx context.Context, q querier) (store.Changed[chat.Model], error) {
		return changed(ctx, q, scanModel, sqlUpdateModel, ref(p.ID), p.UpstreamID, p.DisplayName, p.Enabled, p.IsDefault, instant(p.At),
			p.Facts.ContextSize, p.Facts.InputPrice, p.Facts.OutputPrice, p.Facts.Capabilities, factNames(p.Clear), p.Reported)
	})
}

// DeleteModel removes a model. Messages keep its name.
func (s *Store) DeleteModel(ctx context.Context, model chat.ModelID) error {
	return s.changeOne(ctx, "there is no such model", sqlDeleteModel, ref(model))
}

func putModel(ctx context.Context, q querier, m chat.Model) (store.Changed[chat.Model], error) {
	c, err := changed(ctx, q, scanModel, sqlPutModel, ref(m.ID), ref(m.ProviderID), m.UpstreamID, m.DisplayName, m.Enabled,
		m.IsDefault, string(m.Source), m.Params, instant(m.CreatedAt), instant(m.UpdatedAt),
		m.Facts.ContextSize, m.Facts.InputPrice, m.Facts.OutputPrice, m.Facts.Capabilities, m.Reported)
	c.After.ProviderType = m.ProviderType
	return c, err
}

// factNames is never NULL.
func factNames(facts []chat.ModelFact) []string {
	names := make([]string, len(facts))
	for i, fact := range facts {
		names[i] = string(fact)
	}
	return names
}

func scanModel(row pgx.CollectableRow) (m chat.Model, err error) {
	err = row.Scan(id(&m.ID), id(&m.ProviderID), &m.ProviderName, &m.UpstreamID, &m.DisplayName, &m.Enabled, &m.IsDefault,
		(*string)(&m.Source), &m.Params, &m.Facts.ContextSize, &m.Facts.InputPrice, &m.Facts.OutputPrice, &m.Facts.Capabilities,
		&m.Reported, at(&m.CreatedAt), at(&m.UpdatedAt))
	return m, err
}
