package chat

import "time"

// HealthState is how a provider does.
type HealthState string

// The states.
const (
	HealthUnknown HealthState = "unknown" // it was not called yet
	HealthOK      HealthState = "ok"
	HealthFailing HealthState = "failing" // the last call failed or was refused; it is called on
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
	Problem   Sentence      // of the last call, for people, without secrets; empty = none
	Failures  int64         // calls that failed because it was not reached, silent or broken, ever
	Refusals  int64         // calls that were not made because it was down, ever
}
