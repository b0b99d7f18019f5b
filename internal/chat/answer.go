package chat

// ModelChoice is what a person asks of an answer: which model writes it, and
// how.
type ModelChoice struct {
	Explicit     ModelID // must be usable, else Conflict; zero = not chosen
	Preferred    ModelID // used when it is usable, else the default; zero = the default
	Instruction  string  // extra wish for this one answer, such as "shorter"
	RequireModel bool    // fail when no model is usable, instead of storing an answer that fails
}
