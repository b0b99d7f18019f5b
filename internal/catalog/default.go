package catalog

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// pin is a default model that the configuration names. It is looked for by name
// because the model may be one that is yet to be discovered.
type pin struct {
	name       string // as the configuration says
	providerID chat.ProviderID
	upstreamID string       // with providerID: the configured model of that name; else empty
	modelID    chat.ModelID // zero until it was found
}

// matches reports whether a model is the one that is named.
func (p *pin) matches(m chat.Model) bool {
	if p.upstreamID != "" {
		return m.ProviderID == p.providerID && m.UpstreamID == p.upstreamID
	}
	return m.UpstreamID == p.name || m.DisplayName == p.name
}

// applyPin gives the default mark to the model that the configuration names, if
// it is on the list. An ambiguous name goes to the first on the list.
func (s *Service) applyPin(ctx context.Context, snap *snapshot) (found bool, err error) {
	m, found := s.findPinned(snap)
	if !found || m.IsDefault {
		return found, nil
	}
	_, err = s.store.UpdateModel(ctx, store.ModelPatch{ID: m.ID, IsDefault: new(true), At: s.opts.Now()})
	return true, err
}

func (s *Service) findPinned(snap *snapshot) (chat.Model, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pinned == nil {
		return chat.Model{}, false
	}
	for _, m := range snap.models {
		if s.pinned.matches(m) {
			s.pinned.modelID = m.ID
			return m, true
		}
	}
	return chat.Model{}, false
}

// mayMoveDefault is a Conflict while the configuration says which model is the
// default and it is another one: the next start would undo the change.
func (s *Service) mayMoveDefault(to chat.ModelID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pinned == nil || s.pinned.modelID.IsZero() || s.pinned.modelID == to {
		return nil
	}
	return chat.Errorf(chat.Conflict, "The default model is set in the server's configuration file and can only be changed there.")
}
