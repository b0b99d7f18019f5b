package postgres

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlIsSetup   = `SELECT rustygpt.is_setup()`
	sqlInitSetup = `SELECT rustygpt.init_setup($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
)

// IsSetup reports whether the first account exists.
func (s *Store) IsSetup(ctx context.Context) (bool, error) {
	return read(ctx, s, func(ctx context.Context, q querier) (bool, error) { return one(ctx, q, value[bool], sqlIsSetup) })
}

// Setup makes the first account, the settings and, when given, a provider with
// its models.
func (s *Store) Setup(ctx context.Context, n store.Setup) error {
	_, err := transaction(ctx, s, func(ctx context.Context, q querier) (bool, error) {
		a := n.Account
		done, err := one(ctx, q, value[bool], sqlInitSetup, a.Username, optional(a.Email), n.PasswordHash, ref(a.ID), a.DisplayName,
			a.Theme, optional(n.ServerName), optional(n.PublicURL), optional(n.AccentColor), instant(a.CreatedAt))
		if err == nil && !done {
			err = chat.Errorf(chat.Conflict, "the server is set up already")
		}
		if err == nil && n.Provider != nil {
			_, err = change(ctx, q, sqlAddProvider, providerArgs(*n.Provider)...)
		}
		for _, m := range n.Models {
			if err != nil {
				break
			}
			_, err = putModel(ctx, q, m)
		}
		return done, err
	})
	return err
}
