package provider

import "encoding/json"

// Completion is a request in the form of OpenAI's chat completions that a client
// composed itself and whose answer it reads itself. What it says is not looked
// into.
type Completion struct {
	Model       string // the provider's own name
	Messages    []json.RawMessage
	Tools       json.RawMessage // nil = none
	Temperature *float64        // nil = the provider's default
}
