package account

import (
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

const (
	// cacheFor is how long a session is taken from memory. It bounds how late
	// this process notices what another one did to the session.
	cacheFor = 5 * time.Second
	cacheMax = 4096
)

// sessionCache keeps the sessions seen in the last seconds, so that a page
// that sends a dozen requests reads its session once.
//
// What it must never do is to bring a session back that this process ended.
// Dropping sessions is therefore done after the store has committed, and also
// moves the epoch on: a reader names the epoch from before it asked the store,
// and what it brings is refused if anything was dropped since.
type sessionCache struct {
	mu      sync.RWMutex
	epoch   uint64
	entries map[tokenHash]cachedSession
}

type cachedSession struct {
	store.SessionAccount
	readAt time.Time
}

func newSessionCache() *sessionCache {
	return &sessionCache{entries: map[tokenHash]cachedSession{}}
}

// Get finds a session; the epoch is for a later Put.
func (c *sessionCache) Get(hash tokenHash, now time.Time) (found store.SessionAccount, epoch uint64, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	entry, ok := c.entries[hash]
	return entry.SessionAccount, c.epoch, ok && entry.fresh(now)
}

// fresh is false also for entries from the future: the clock was set back.
func (e cachedSession) fresh(now time.Time) bool {
	age := now.Sub(e.readAt)
	return age >= 0 && age < cacheFor
}

func (c *sessionCache) Put(hash tokenHash, found store.SessionAccount, epoch uint64, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if epoch != c.epoch {
		return
	}
	if len(c.entries) >= cacheMax {
		c.makeRoom(now)
	}
	c.entries[hash] = cachedSession{found, now}
}

func (c *sessionCache) makeRoom(now time.Time) {
	for hash, entry := range c.entries {
		if !entry.fresh(now) {
			delete(c.entries, hash)
		}
	}
	if len(c.entries) >= cacheMax {
		clear(c.entries)
	}
}

// Drop forgets an account's sessions.
func (c *sessionCache) Drop(account chat.AccountID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	for hash, entry := range c.entries {
		if entry.Account.ID == account {
			delete(c.entries, hash)
		}
	}
}

// Clear forgets all sessions.
func (c *sessionCache) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	clear(c.entries)
}
