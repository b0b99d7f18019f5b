package catalog

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// Discovered is what a provider offers, to choose from.
type Discovered struct {
	Models  []DiscoveredModel // sorted by id, never nil
	At      time.Time         // when the provider said so; zero = not yet
	Problem chat.Sentence     // why the last try to learn it failed, for people; empty = it did not
}

// DiscoveredModel is a model that a provider offers.
type DiscoveredModel struct {
	ID         string // the provider's own name for it
	Configured bool   // it is on the list that somebody made of the provider's models
	Facts      chat.ModelFacts
}

// Discovered tells what a provider last said it offers, without asking it. With
// refresh it is asked first, for as long as a test may take; that it does not
// answer is part of the result.
func (s *Service) Discovered(ctx context.Context, a chat.Actor, id chat.ProviderID, refresh bool) (Discovered, error) {
	if err := requireAdmin(a); err != nil {
		return Discovered{}, err
	}
	snap, err := s.freshView(ctx)
	if err != nil {
		return Discovered{}, err
	}
	b, err := snap.provider(id)
	if err != nil {
		return Discovered{}, err
	}
	if refresh {
		if _, err := s.ask(ctx, b, s.opts.TestTimeout); chat.KindOf(err) == chat.Canceled {
			return Discovered{}, err
		}
	}
	list := b.listing()
	found := Discovered{Models: make([]DiscoveredModel, len(list.offers)), At: list.at, Problem: list.problem}
	for i, o := range list.offers {
		found.Models[i] = DiscoveredModel{ID: o.ID, Configured: snap.configured(id, o.ID), Facts: o.Facts}
	}
	return found, nil
}

// configured reports whether somebody put a model on the list.
func (v *snapshot) configured(id chat.ProviderID, upstreamID string) bool {
	return slices.ContainsFunc(v.models, func(m chat.Model) bool {
		return m.ProviderID == id && m.UpstreamID == upstreamID && m.Source != chat.SourceDiscovered
	})
}

// facts are what the provider says about one of its models.
func (l listing) facts(id string) chat.ModelFacts {
	i, found := slices.BinarySearchFunc(l.offers, id, func(o provider.Offer, id string) int { return strings.Compare(o.ID, id) })
	if !found {
		return chat.ModelFacts{}
	}
	return l.offers[i].Facts
}
