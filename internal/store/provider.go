package store

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// ProviderPatch changes a provider; nil fields stay. Conflict when the name is
// taken.
type ProviderPatch struct {
	ID            chat.ProviderID
	Name          *string
	BaseURL       *string
	SealedKey     *string // empty = none
	SealedHeaders *string
	Enabled       *bool
	At            time.Time
}

// ModelPatch changes a model; nil fields stay. IsDefault true takes the mark
// from the model that had it. Conflict when UpstreamID is taken at its
// provider.
type ModelPatch struct {
	ID          chat.ModelID
	UpstreamID  *string
	DisplayName *string
	Enabled     *bool
	IsDefault   *bool
	Facts       chat.ModelFacts // those that are known change
	Clear       []chat.ModelFact
	Reported    *chat.ModelFacts
	At          time.Time
}

// Offers are all models that a provider says it has.
type Offers struct {
	Provider chat.ProviderID
	Models   []Offer
	At       time.Time
}

// Offer is one of them. ID is for a model that was not there.
type Offer struct {
	ID         chat.ModelID
	UpstreamID string
	Reported   chat.ModelFacts
}
