package catalog

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// ModelInput puts a model on a provider's list.
type ModelInput struct {
	ProviderID  chat.ProviderID
	UpstreamID  string // the provider's own name for it
	DisplayName string
	Enabled     bool
	IsDefault   bool // true takes the mark from the model that had it
	Facts       FactsInput
}

// ModelUpdate changes a model; nil fields stay.
type ModelUpdate struct {
	ID          chat.ModelID
	UpstreamID  *string
	DisplayName *string
	Enabled     *bool
	IsDefault   *bool
	Facts       FactsInput
}

// AllModels lists every model, the default first, then by display name.
func (s *Service) AllModels(ctx context.Context, a chat.Actor) ([]ModelView, error) {
	if err := requireAdmin(a); err != nil {
		return nil, err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return nil, err
	}
	return s.viewsOf(snap, snap.models), nil
}

// PutModel adds a model to a provider, or overwrites the one with the same
// upstream id. With it the provider has a list of its own, which from then on
// is all that it offers: models that were only discovered go. Before is zero for
// one that was not there.
func (s *Service) PutModel(ctx context.Context, a chat.Actor, in ModelInput) (changed store.Changed[ModelView], err error) {
	if err := requireAdmin(a); err != nil {
		return changed, err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return changed, err
	}
	m, err := s.newModel(snap, in)
	if err != nil {
		return changed, err
	}
	put, err := s.store.PutModel(ctx, m)
	if err != nil {
		return changed, err
	}
	s.changed(ctx)
	return s.modelViews(ctx, put), nil
}

// modelViews shows a change. The former view has what is stored of the model,
// and not how its provider does.
func (s *Service) modelViews(ctx context.Context, c store.Changed[chat.Model]) store.Changed[ModelView] {
	return store.Changed[ModelView]{Before: ModelView{Model: c.Before}, After: s.modelView(ctx, c.After)}
}

// newModel checks the input. A model that is overwritten keeps its parameters
// and what is known about it; about a new one that is what its provider says.
func (s *Service) newModel(snap *snapshot, in ModelInput) (m chat.Model, err error) {
	b, err := snap.provider(in.ProviderID)
	if err != nil {
		return m, err
	}
	if readOnly(b.Source) {
		return m, configured("The list of " + b.Name)
	}
	now := s.opts.Now()
	m = chat.Model{
		ID: chat.NewID[chat.Model](), ProviderID: b.ID, ProviderName: b.Name, Source: chat.SourceAdmin,
		Enabled: in.Enabled, IsDefault: in.IsDefault, CreatedAt: now, UpdatedAt: now,
	}
	if m.UpstreamID, err = checkName("upstream_id", in.UpstreamID); err != nil {
		return m, err
	}
	if m.DisplayName, err = checkName("display_name", in.DisplayName); err != nil {
		return m, err
	}
	facts, err := in.Facts.check()
	if err != nil {
		return m, err
	}
	before := b.listing().facts(m.UpstreamID)
	for _, old := range snap.models {
		if old.ProviderID == m.ProviderID && old.UpstreamID == m.UpstreamID {
			m.Params, before = old.Params, old.Known()
			m.ID, m.IsDefault = old.ID, m.IsDefault || old.IsDefault
		}
	}
	m.Facts = facts.Or(before.Without(in.Facts.Clear))
	if in.IsDefault {
		err = s.mayMoveDefault(m.ID)
	}
	return m, err
}

// UpdateModel changes a model. Of those in the configuration file only the
// default mark can be changed here.
func (s *Service) UpdateModel(ctx context.Context, a chat.Actor, in ModelUpdate) (changed store.Changed[ModelView], err error) {
	if err := requireAdmin(a); err != nil {
		return changed, err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return changed, err
	}
	before, err := snap.model(in.ID)
	if err != nil {
		return changed, err
	}
	patch, err := s.modelPatch(before, in)
	if err != nil {
		return changed, err
	}
	updated, err := s.store.UpdateModel(ctx, patch)
	if err != nil {
		return changed, idTaken(err, in)
	}
	s.changed(ctx)
	return s.modelViews(ctx, updated), nil
}

func (s *Service) modelPatch(before chat.Model, in ModelUpdate) (patch store.ModelPatch, err error) {
	patch = store.ModelPatch{ID: in.ID, Enabled: in.Enabled, IsDefault: in.IsDefault, Clear: in.Facts.Clear, At: s.opts.Now()}
	onlyDefault := in.UpstreamID == nil && in.DisplayName == nil && in.Enabled == nil && in.Facts.empty()
	if readOnly(before.Source) && !onlyDefault {
		return patch, configured(before.DisplayName)
	}
	if before.Source == chat.SourceDiscovered && in.UpstreamID != nil && *in.UpstreamID != before.UpstreamID {
		return patch, chat.Errorf(chat.Conflict, "%s offers %s under this id by itself.", before.ProviderName, before.DisplayName)
	}
	if in.IsDefault != nil && *in.IsDefault != before.IsDefault {
		if err := s.mayMoveDefault(in.ID); err != nil {
			return patch, err
		}
	}
	if in.UpstreamID != nil {
		id, err := checkName("upstream_id", *in.UpstreamID)
		if err != nil {
			return patch, err
		}
		patch.UpstreamID = &id
	}
	if in.DisplayName != nil {
		name, err := checkName("display_name", *in.DisplayName)
		if err != nil {
			return patch, err
		}
		patch.DisplayName = &name
	}
	patch.Facts, err = in.Facts.check()
	return patch, err
}

// DeleteModel takes a model off the list. Answers keep its name.
func (s *Service) DeleteModel(ctx context.Context, a chat.Actor, id chat.ModelID) error {
	if err := requireAdmin(a); err != nil {
		return err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return err
	}
	m, err := snap.model(id)
	switch {
	case err != nil:
		return err
	case readOnly(m.Source):
		return configured(m.DisplayName)
	case m.Source == chat.SourceDiscovered:
		return chat.Errorf(chat.Conflict, "%s offers %s by itself, so it would come back. Switch it off instead.", m.ProviderName, m.DisplayName)
	}
	if err := s.store.DeleteModel(ctx, id); err != nil {
		return err
	}
	s.changed(ctx)
	return nil
}

func idTaken(err error, in ModelUpdate) error {
	if chat.KindOf(err) != chat.Conflict || in.UpstreamID == nil {
		return err
	}
	return chat.Errorf(chat.Conflict, "The provider has a model with the id %s already.", *in.UpstreamID)
}
