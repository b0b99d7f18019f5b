package chat

import "slices"

// Capability is something that a model can do beside reading and writing text.
type Capability string

// The capabilities, in the order in which they are listed.
const (
	Vision    Capability = "vision"    // reads pictures
	Tools     Capability = "tools"     // calls functions
	Reasoning Capability = "reasoning" // thinks before it answers
	Audio     Capability = "audio"     // listens
)

var capabilities = []Capability{Vision, Tools, Reasoning, Audio}

// Known reports whether it is one of the capabilities.
func (c Capability) Known() bool { return slices.Contains(capabilities, c) }

// Ordered lists each known capability once, in order; nil stays nil.
func Ordered(list []Capability) []Capability {
	if list == nil {
		return nil
	}
	ordered := []Capability{}
	for _, c := range capabilities {
		if slices.Contains(list, c) {
			ordered = append(ordered, c)
		}
	}
	return ordered
}

// MicroDollars are millionths of a US dollar.
type MicroDollars int64

// The limits of what can be right about a model. Beyond them is a mistake or
// nonsense: a token for a dollar, a library at a glance.
const (
	MaxContextSize = 100_000_000
	MaxPrice       = MicroDollars(1_000_000_000_000)
)

// ModelFacts are what is known about a model; a nil field is not known.
type ModelFacts struct {
	ContextSize  *int          `json:"context_size,omitempty"` // tokens that prompt and answer have together
	InputPrice   *MicroDollars `json:"input_price,omitempty"`  // of a million tokens; 0 = free
	OutputPrice  *MicroDollars `json:"output_price,omitempty"`
	Capabilities []Capability  `json:"capabilities,omitzero"` // in order; empty but not nil = none
}

// Or fills what is not known with what others say.
func (f ModelFacts) Or(others ModelFacts) ModelFacts {
	if f.ContextSize == nil {
		f.ContextSize = others.ContextSize
	}
	if f.InputPrice == nil {
		f.InputPrice = others.InputPrice
	}
	if f.OutputPrice == nil {
		f.OutputPrice = others.OutputPrice
	}
	if f.Capabilities == nil {
		f.Capabilities = others.Capabilities
	}
	return f
}

// Equal compares what is known.
func (f ModelFacts) Equal(g ModelFacts) bool {
	return same(f.ContextSize, g.ContextSize) && same(f.InputPrice, g.InputPrice) && same(f.OutputPrice, g.OutputPrice) &&
		(f.Capabilities == nil) == (g.Capabilities == nil) && slices.Equal(f.Capabilities, g.Capabilities)
}

func same[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// ModelFact names a field of ModelFacts.
type ModelFact string

// The facts, by the names under which they are stored.
const (
	FactContextSize  ModelFact = "context_size"
	FactInputPrice   ModelFact = "input_price"
	FactOutputPrice  ModelFact = "output_price"
	FactCapabilities ModelFact = "capabilities"
)

// Known reports whether it is one of the facts.
func (f ModelFact) Known() bool {
	return f == FactContextSize || f == FactInputPrice || f == FactOutputPrice || f == FactCapabilities
}

// Without forgets some facts.
func (f ModelFacts) Without(facts []ModelFact) ModelFacts {
	for _, fact := range facts {
		switch fact {
		case FactContextSize:
			f.ContextSize = nil
		case FactInputPrice:
			f.InputPrice = nil
		case FactOutputPrice:
			f.OutputPrice = nil
		case FactCapabilities:
			f.Capabilities = nil
		}
	}
	return f
}
