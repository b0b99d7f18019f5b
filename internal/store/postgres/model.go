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
	sqlOfferModels = `SELECT FROM rustygpt.models_offer($1, $2, $3)`
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
// upstream id. It can give the default mark, not take it. One that was not
// discovered takes the place of the provider's discovered ones. Before is zero
// for a new one.
func (s *Store) PutModel(ctx context.Context, m chat.Model) (store.Changed[chat.Model], error) {
	return write(ctx, s, func(ctx context.Context, q querier) (store.Changed[chat.Model], error) { return putModel(ctx, q, m) })
}

// OfferModels makes a provider's discovered models those that it offers, or none
// where people have made its list.
func (s *Store) OfferModels(ctx context.Context, o store.Offers) error {
	offers := make([]offer, len(o.Models))
	for i, m := range o.Models {
		offers[i] = offer{m.ID, m.UpstreamID, m.Reported}
	}
	_, err := write(ctx, s, func(ctx context.Context, q querier) (int, error) {
		return change(ctx, q, sqlOfferModels, ref(o.Provider), offers, instant(o.At))
	})
	return err
}

// offer is a store.Offer as models_offer reads it.
type offer struct {
	ID         chat.ModelID    `json:"id"`
	UpstreamID string          `json:"upstream_id"`
	Reported   chat.ModelFacts `json:"reported"`
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
