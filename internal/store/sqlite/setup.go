package sqlite

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	sqlAnyAccount    = `SELECT EXISTS (SELECT 1 FROM accounts)`
	sqlSetupComplete = `
		UPDATE settings
		SET server_name = coalesce(?1, server_name), public_url = coalesce(?2, public_url),
		    accent_color = coalesce(?3, accent_color), setup_complete = 1, updated_at = ?4`
)

// IsSetup reports whether the first account exists.
func (s *Store) IsSetup(ctx context.Context) (bool, error) {
	return read(ctx, s, func(q querier) (bool, error) { return one(q, value[bool], sqlAnyAccount, nil) })
}

// Setup makes the first account, the settings and, when given, a provider with
// its models.
func (s *Store) Setup(ctx context.Context, n store.Setup) error {
	return s.write(ctx, func(t *tx) error {
		done, err := one(t, value[bool], sqlAnyAccount, nil)
		if err != nil {
			return err
		}
		if done {
			return chat.Errorf(chat.Conflict, "the server is set up already")
		}
		if err := t.addAccount(n.Account, n.PasswordHash); err != nil {
			return err
		}
		if err := t.exec(sqlDropSetupTokens); err != nil {
			return err
		}
		if n.Provider != nil {
			if err := t.addProvider(*n.Provider); err != nil {
				return err
			}
		}
		for _, m := range n.Models {
			if _, err := t.putModel(m); err != nil {
				return err
			}
		}
		return t.exec(sqlSetupComplete, optional(n.ServerName), optional(n.PublicURL), optional(n.AccentColor),
			micros(n.Account.CreatedAt))
	})
}
