package store

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// AttemptLimit bounds how often something is tried: Burst times at once, at
// least one, and then PerSecond. It is chat.GCRA with the first try counted.
type AttemptLimit struct {
	PerSecond float64
	Burst     int
}

// Attempt is a try that counts. Everybody who works on the database counts
// those with the same key together.
type Attempt struct {
	Key   string
	Limit AttemptLimit
	At    time.Time
}

// PasswordAttempt is a try at the password of an account, which is named or
// described by what a person entered. It counts for the account by whichever
// name it was found, and for the name when there is no such account.
type PasswordAttempt struct {
	Account chat.AccountID
	Login   string        // user name or e-mail address, without ASCII case; used while Account is zero
	Limit   *AttemptLimit // nil = it does not count
	At      time.Time
}
