package generation

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Plan prepares an answer: it chooses the model, so that the answer can be
// stored in one transaction with the message it answers.
//
// An explicit choice that cannot be used is refused with Conflict. When there
// is no model at all, RequireModel refuses too; else the answer is planned
// without one and will fail as soon as it runs, which tells everybody in the
// conversation, and the person's message is kept.
func (s *Service) Plan(ctx context.Context, a chat.Actor, c chat.ModelChoice) (store.NewAnswer, error) {
	now := s.opts.Now()
	n := store.NewAnswer{
		ID:          chat.NewID[chat.Message](),
		StartedBy:   a.Account.ID,
		Instruction: c.Instruction,
		Instance:    s.opts.Instance,
		LeaseUntil:  now.Add(s.opts.Lease),
	}
	if s.opts.Timeout > 0 {
		n.Deadline = now.Add(s.opts.Timeout)
	}
	model, err := s.models.Resolve(ctx, c.Explicit, c.Preferred)
	if err != nil {
		if c.RequireModel || !c.Explicit.IsZero() || chat.KindOf(err) != chat.Conflict {
			return store.NewAnswer{}, err
		}
		return n, nil
	}
	n.ModelID, n.ModelName, n.ProviderName = model.ID, model.DisplayName, model.ProviderName
	return n, nil
}
