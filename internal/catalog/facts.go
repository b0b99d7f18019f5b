package catalog

import (
	"math"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// FactsInput is what a person says about a model; nil fields stay.
type FactsInput struct {
	ContextSize  *int     // tokens
	InputPrice   *float64 // US dollars of a million tokens
	OutputPrice  *float64
	Capabilities []chat.Capability // empty but not nil = none
	// Clear forgets what was said of these, so that what the provider says holds
	// again. What is said anew at the same time wins.
	Clear []chat.ModelFact
}

func (in FactsInput) empty() bool {
	return in.ContextSize == nil && in.InputPrice == nil && in.OutputPrice == nil && in.Capabilities == nil && len(in.Clear) == 0
}

// check is Invalid with every field that is wrong.
func (in FactsInput) check() (facts chat.ModelFacts, err error) {
	var wrong []chat.FieldError
	if in.ContextSize != nil && (*in.ContextSize < 1 || *in.ContextSize > chat.MaxContextSize) {
		wrong = append(wrong, chat.FieldError{Field: string(chat.FactContextSize), Message: chat.Fill("must be between 1 and %d tokens", chat.MaxContextSize)})
	}
	facts.ContextSize = in.ContextSize
	var problem chat.Sentence
	if facts.InputPrice, problem = checkPrice(in.InputPrice); problem != "" {
		wrong = append(wrong, chat.FieldError{Field: string(chat.FactInputPrice), Message: problem})
	}
	if facts.OutputPrice, problem = checkPrice(in.OutputPrice); problem != "" {
		wrong = append(wrong, chat.FieldError{Field: string(chat.FactOutputPrice), Message: problem})
	}
	for _, c := range in.Capabilities {
		if !c.Known() {
			wrong = append(wrong, chat.FieldError{Field: string(chat.FactCapabilities), Message: "must be of vision, tools, reasoning and audio"})
			break
		}
	}
	facts.Capabilities = chat.Ordered(in.Capabilities)
	for _, fact := range in.Clear {
		if !fact.Known() {
			wrong = append(wrong, chat.FieldError{Field: "clear", Message: "must be of context_size, input_price, output_price and capabilities"})
			break
		}
	}
	return facts, chat.InvalidFields(wrong)
}

// checkPrice turns dollars into millionths, without rounding.
func checkPrice(dollars *float64) (price *chat.MicroDollars, problem chat.Sentence) {
	if dollars == nil {
		return nil, ""
	}
	const micro = 1e6
	exact := *dollars * micro
	whole := math.Round(exact)
	if !(whole >= 0 && whole <= float64(chat.MaxPrice)) { // not a number either
		return nil, chat.Fill("must be between 0 and %d dollars", chat.MaxPrice/micro)
	}
	if math.Abs(exact-whole) > 1e-9+whole*1e-15 { // more than what multiplying has lost
		return nil, "must have at most 6 decimal places"
	}
	return new(chat.MicroDollars(whole)), ""
}
