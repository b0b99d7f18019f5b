package account

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Belongings counts what deleting an account is about.
func (s *Service) Belongings(ctx context.Context, a chat.Actor, id chat.AccountID) (store.Belongings, error) {
	if err := requireAdmin(a); err != nil {
		return store.Belongings{}, err
	}
	return s.store.Belongings(ctx, id)
}

// DeleteAccount removes an account, and hands what it owned over to an heir, or
// deletes it when there is none (the zero id). Conflict for the caller's own
// account and for the last enabled administrator; Invalid for an heir who does
// not exist, is disabled, or is the account itself.
func (s *Service) DeleteAccount(ctx context.Context, a chat.Actor, id, heir chat.AccountID) error {
	if err := requireAdmin(a); err != nil {
		return err
	}
	if id == a.Account.ID {
		return chat.Errorf(chat.Conflict, "you cannot delete your own account")
	}
	deleted, err := s.store.DeleteAccount(ctx, store.DeleteAccount{ID: id, Heir: heir, At: s.now()})
	if err != nil {
		return err
	}
	s.forgetSessions(id)
	for _, changed := range deleted.Changed {
		s.changed(changed)
	}
	s.opts.Publish(deleted.Events...)
	if !heir.IsZero() {
		s.opts.Joined(heir)
	}
	s.opts.EndAnswers(context.WithoutCancel(ctx), deleted.Running)
	return nil
}
