package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	selectModels = `
		SELECT m.id, m.provider_id, p.name, m.upstream_id, m.display_name, m.enabled, m.is_default, m.source, m.params,
		       m.context_size, m.input_price, m.output_price, m.capabilities, m.reported, m.created_at, m.updated_at
		FROM models m JOIN providers p ON p.id = m.provider_id`

	sqlListModels    = selectModels + ` ORDER BY m.is_default DESC, m.display_name, m.id`
	sqlFindModel     = selectModels + ` WHERE m.id = ?`
	sqlFindUpstream  = selectModels + ` WHERE m.provider_id = ? AND m.upstream_id = ?`
	sqlProviderName  = `SELECT name FROM providers WHERE id = ?`
	sqlUpstreamTaken = `SELECT EXISTS (SELECT 1 FROM models WHERE provider_id = ?2 AND upstream_id = ?3 AND id <> ?1)`

	sqlWriteModel = `
		INSERT INTO models (id, provider_id, upstream_id, display_name, enabled, is_default, source, params,
			context_size, input_price, output_price, capabilities, reported, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET upstream_id = excluded.upstream_id, display_name = excluded.display_name, enabled = excluded.enabled,
		    is_default = excluded.is_default, source = excluded.source, params = excluded.params,
		    context_size = excluded.context_size, input_price = excluded.input_price, output_price = excluded.output_price,
		    capabilities = excluded.capabilities, reported = excluded.reported, updated_at = excluded.updated_at`
	sqlClearDefault = `UPDATE models SET is_default = 0 WHERE is_default = 1 AND id <> ?`
	sqlDeleteModel  = `DELETE FROM models WHERE id = ?`

	sqlHasOwnList     = `SELECT EXISTS (SELECT 1 FROM models WHERE provider_id = ? AND source <> 'discovered')`
	sqlDropDiscovered = `
		DELETE FROM models
		WHERE provider_id = ? AND source = 'discovered' AND upstream_id NOT IN (SELECT value FROM json_each(?))`
	sqlOfferModel = `
		INSERT INTO models (id, provider_id, upstream_id, display_name, enabled, is_default, source, params, reported, created_at, updated_at)
		VALUES (?1, ?2, ?3, ?3, 1, 0, 'discovered', '{}', ?4, ?5, ?5)
		ON CONFLICT (provider_id, upstream_id) DO UPDATE
		SET reported = excluded.reported, updated_at = excluded.updated_at
		WHERE reported <> excluded.reported`
)

// ListModels lists all models, the default first, then by display name without
// ASCII case.
func (s *Store) ListModels(ctx context.Context) ([]chat.Model, error) {
	return read(ctx, s, func(q querier) ([]chat.Model, error) { return all(q, scanModel, sqlListModels, nil) })
}

// PutModel adds a model or overwrites the one with the same provider and
// upstream id. It can give the default mark, not take it. One that was not
// discovered takes the place of the provider's discovered ones. Before is zero
// for a new one.
func (s *Store) PutModel(ctx context.Context, m chat.Model) (store.Changed[chat.Model], error) {
	return write(ctx, s, func(t *tx) (store.Changed[chat.Model], error) { return t.putModel(m) })
}

// OfferModels makes a provider's discovered models those that it offers, or none
// where people have made its list.
func (s *Store) OfferModels(ctx context.Context, o store.Offers) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := one(t, value[string], sqlProviderName, args{o.Provider}); err != nil {
			return orNotFound(err, "there is no such provider")
		}
		ownList, err := one(t, value[bool], sqlHasOwnList, args{o.Provider})
		if err != nil {
			return err
		}
		if ownList {
			o.Models = nil
		}
		return t.offerModels(o)
	})
}

// UpdateModel changes a model.
func (s *Store) UpdateModel(ctx context.Context, p store.ModelPatch) (changed store.Changed[chat.Model], err error) {
	return write(ctx, s, func(t *tx) (changed store.Changed[chat.Model], err error) {
		m, err := one(t, scanModel, sqlFindModel, args{p.ID})
		if err != nil {
			return changed, orNotFound(err, "there is no such model")
		}
		changed.Before = m
		set(&m.UpstreamID, p.UpstreamID)
		set(&m.DisplayName, p.DisplayName)
		set(&m.Enabled, p.Enabled)
		set(&m.IsDefault, p.IsDefault)
		set(&m.Reported, p.Reported)
		m.Facts = p.Facts.Or(m.Facts.Without(p.Clear))
		m.UpdatedAt = stored(p.At)
		taken, err := one(t, value[bool], sqlUpstreamTaken, args{m.ID, m.ProviderID, m.UpstreamID})
		if err != nil {
			return changed, err
		}
		if taken {
			return changed, chat.Errorf(chat.Conflict, "the provider has a model with this upstream id already")
		}
		changed.After = m
		return changed, t.writeModel(m)
	})
}

// DeleteModel removes a model. Messages keep its name.
func (s *Store) DeleteModel(ctx context.Context, id chat.ModelID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.change(sqlDeleteModel, id)
		if err == nil && n == 0 {
			return chat.Errorf(chat.NotFound, "there is no such model")
		}
		return err
	})
}

func (t *tx) putModel(m chat.Model) (changed store.Changed[chat.Model], err error) {
	if m.ProviderName, err = one(t, value[string], sqlProviderName, args{m.ProviderID}); err != nil {
		return changed, orNotFound(err, "there is no such provider")
	}
	m.CreatedAt, m.UpdatedAt = stored(m.CreatedAt), stored(m.UpdatedAt)
	before, err := one(t, scanModel, sqlFindUpstream, args{m.ProviderID, m.UpstreamID})
	switch {
	case err == nil:
		m.ID, m.CreatedAt = before.ID, before.CreatedAt
		m.IsDefault = m.IsDefault || before.IsDefault
		changed.Before = before
	case !errors.Is(err, sql.ErrNoRows):
		return changed, err
	}
	changed.After = m
	if err := t.writeModel(m); err != nil || m.Source == chat.SourceDiscovered {
		return changed, err
	}
	return changed, t.offerModels(store.Offers{Provider: m.ProviderID})
}

func (t *tx) offerModels(o store.Offers) error {
	ids := make([]string, len(o.Models))
	for i, m := range o.Models {
		ids[i] = m.UpstreamID
	}
	offered, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	if err := t.exec(sqlDropDiscovered, o.Provider, string(offered)); err != nil {
		return err
	}
	for _, m := range o.Models {
		reported, err := json.Marshal(m.Reported)
		if err != nil {
			return err
		}
		if err := t.exec(sqlOfferModel, m.ID, o.Provider, m.UpstreamID, string(reported), micros(o.At)); err != nil {
			return err
		}
	}
	return nil
}

// writeModel adds or overwrites a row, and moves the default mark to it when it
// has one.
func (t *tx) writeModel(m chat.Model) error {
	params, err := json.Marshal(m.Params)
	if err != nil {
		return err
	}
	reported, err := json.Marshal(m.Reported)
	if err != nil {
		return err
	}
	capabilities, err := orNull(m.Facts.Capabilities)
	if err != nil {
		return err
	}
	if m.IsDefault {
		if err := t.exec(sqlClearDefault, m.ID); err != nil {
			return err
		}
	}
	return t.exec(sqlWriteModel, m.ID, m.ProviderID, m.UpstreamID, m.DisplayName, m.Enabled, m.IsDefault, m.Source, string(params),
		m.Facts.ContextSize, m.Facts.InputPrice, m.Facts.OutputPrice, capabilities, string(reported),
		micros(m.CreatedAt), micros(m.UpdatedAt))
}

// orNull is a list as JSON, NULL for nil.
func orNull[T any](list []T) (sql.NullString, error) {
	if list == nil {
		return sql.NullString{}, nil
	}
	encoded, err := json.Marshal(list)
	return sql.NullString{String: string(encoded), Valid: true}, err
}

func scanModel(row scanner) (m chat.Model, err error) {
	var params, capabilities, reported []byte
	err = row.Scan(&m.ID, &m.ProviderID, &m.ProviderName, &m.UpstreamID, &m.DisplayName, &m.Enabled, &m.IsDefault, &m.Source,
		&params, &m.Facts.ContextSize, &m.Facts.InputPrice, &m.Facts.OutputPrice, &capabilities, &reported,
		at(&m.CreatedAt), at(&m.UpdatedAt))
	if err == nil && capabilities != nil {
		err = json.Unmarshal(capabilities, &m.Facts.Capabilities)
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(reported, &m.Reported); err != nil {
		return m, err
	}
	return m, json.Unmarshal(params, &m.Params)
}
