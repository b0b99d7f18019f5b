package openai

import (
	"errors"
	"net/http"
	"sync"

	"github.com/rustygpt/rustygpt/internal/provider"
)

// dialect is how a request is put where services disagree. The zero value is
// what most of them take.
type dialect struct {
	noUsage          bool // the usage is not asked for
	completionTokens bool // max_completion_tokens stands for max_tokens, as reasoning models want it
}

// habits remembers what a service refused, for as long as the client lives. It
// is safe for concurrent use.
type habits struct {
	mu               sync.Mutex
	noUsage          bool
	completionTokens map[string]bool // by model
}

// of is the dialect for a request.
func (h *habits) of(r provider.Request) dialect {
	h.mu.Lock()
	defer h.mu.Unlock()
	return dialect{noUsage: h.noUsage, completionTokens: h.completionTokens[r.Model]}
}

// learn reports whether a refusal says to ask again, which it then does in
// another dialect. Everything is learned once, so asking again comes to an end.
func (h *habits) learn(r provider.Request, asked dialect, err error) bool {
	e, ok := errors.AsType[*statusError](err)
	if !ok || e.StatusError != http.StatusBadRequest && e.StatusError != http.StatusUnprocessableEntity {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case e.aboutUsage && !asked.noUsage:
		h.noUsage = true
	case e.wantsNewName && !asked.completionTokens && r.Params.MaxTokens != nil:
		if h.completionTokens == nil {
			h.completionTokens = map[string]bool{}
		}
		h.completionTokens[r.Model] = true
	default:
		return false
	}
	return true
}
