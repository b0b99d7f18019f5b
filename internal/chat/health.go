package chat

import "time"

// HealthState is how a provider does.
type HealthState string

// The states.
const (
	HealthUnknown HealthState = "unknown" // it was not called yet
	HealthOK      HealthState = "ok"
	HealthFailing HealthState = "failing" // something is wrong with the last call, a model or the list; it is called on
	HealthDown    HealthState = "down"    // it is only called to try it
)

// HealthStates lists them.
func HealthStates() []HealthState {
	return []HealthState{HealthUnknown, HealthOK, HealthFailing, HealthDown}
}

// Health is what a process knows of how a provider does. Zero times have not
// been yet.
type Health struct {
	State     HealthState
	Since     time.Time     // when the state began
	CheckedAt time.Time     // when a call last told something
	RetryAt   time.Time     // when it is tried again; zero unless it is down
	Latency   time.Duration // of the last listing of its models that went well; 0 = none did
	Problem   Sentence      // what is wrong, for people, without secrets; empty = nothing
	Failures  int64         // calls that failed because it was not reached, silent, broken or had too much to do, ever
	Refusals  int64         // calls that were not made because it or the model was down, ever
}
