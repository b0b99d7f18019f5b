package catalog

import (
	"context"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// ModelView is a model as people see it.
type ModelView struct {
	chat.Model
	Local       bool          // what is said to it stays on this machine or in its network
	Unavailable chat.Sentence // why it cannot answer at present, for people; empty = it can
}

// Choices lists the models that can be chosen, the default first, also those
// that do not answer at present.
func (s *Service) Choices(ctx context.Context) ([]ModelView, error) {
	snap, err := s.freshView(ctx)
	if err != nil {
		return nil, err
	}
	return s.viewsOf(snap, snap.usable), nil
}

func (s *Service) viewsOf(snap *snapshot, models []chat.Model) []ModelView {
	views := make([]ModelView, len(models))
	for i, m := range models {
		views[i] = s.modelViewIn(snap, m)
	}
	return views
}

// modelView is a model that was just stored.
func (s *Service) modelView(ctx context.Context, m chat.Model) ModelView {
	snap, err := s.view(ctx)
	if err != nil {
		return ModelView{Model: m} // the next look tells the rest
	}
	if b := snap.backends[m.ProviderID]; b != nil {
		m.ProviderType = b.Type
	}
	return s.modelViewIn(snap, m)
}

func (s *Service) modelViewIn(snap *snapshot, m chat.Model) ModelView {
	b := snap.backends[m.ProviderID]
	if b == nil {
		return ModelView{Model: m, Unavailable: "Its provider was removed."}
	}
	return ModelView{Model: m, Local: isLocal(b.Provider), Unavailable: s.unavailable(snap, b, m)}
}

// isLocal reports whether a provider runs here or in the server's network.
func isLocal(p chat.Provider) bool {
	return p.Type != chat.ProviderOpenAI || provider.IsLocal(p.BaseURL)
}

// unavailable says why a model cannot answer at present.
func (s *Service) unavailable(snap *snapshot, b *backend, m chat.Model) chat.Sentence {
	if _, usable := snap.usableID[m.ID]; !usable {
		switch {
		case s.factories[b.Type] == nil:
			return unsupported(b.Type)
		case !b.Enabled:
			return chat.Fill("%s is switched off.", b.Name)
		case !m.Enabled:
			return "The model is switched off."
		default:
			return "The built-in demo answers only while there is no other model."
		}
	}
	if _, err := b.adapter(); err != nil {
		return provider.Problem(err)
	}
	if down := b.health.Blocked(m.UpstreamID); down != nil {
		return b.downMessage(down)
	}
	return ""
}
