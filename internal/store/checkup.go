package store

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Checkup is what an examination finds, which changes nothing.
type Checkup struct {
	What       string   // the database is, for people
	Complaints []string // sentences about what is wrong with it
	// Outdated: a server of this program brings it up to date at its start. The
	// rest is not known then.
	Outdated bool

	Settings       Settings
	KeyFingerprint string // of the key that goes with it; empty = no server has run on it
	Providers      []chat.Provider
	ClockOffset    time.Duration // by how much a database server's clock is ahead
}
