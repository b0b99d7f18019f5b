package account

import (
	"strconv"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func sessionOf(account chat.AccountID) store.SessionAccount {
	return store.SessionAccount{Account: chat.Account{ID: account}}
}

func TestCachedSessionsAgeQuickly(t *testing.T) {
	t.Parallel()
	c, hash := newSessionCache(), hashToken("token")
	_, epoch, _ := c.Get(hash, noon)
	c.Put(hash, sessionOf(chat.NewID[chat.Account]()), epoch, noon)
	for after, want := range map[time.Duration]bool{
		0:                 true,
		cacheFor - 1:      true,
		cacheFor:          false,
		-time.Microsecond: false,
	} {
		if _, _, ok := c.Get(hash, noon.Add(after)); ok != want {
			t.Errorf("after %v: got %v, want %v", after, ok, want)
		}
	}
}

func TestDroppingForgetsOneAccount(t *testing.T) {
	t.Parallel()
	c := newSessionCache()
	anna, bert := chat.NewID[chat.Account](), chat.NewID[chat.Account]()
	c.Put(hashToken("a1"), sessionOf(anna), 0, noon)
	c.Put(hashToken("a2"), sessionOf(anna), 0, noon)
	c.Put(hashToken("b1"), sessionOf(bert), 0, noon)
	c.Drop(anna)
	for token, want := range map[string]bool{"a1": false, "a2": false, "b1": true} {
		if _, _, ok := c.Get(hashToken(token), noon); ok != want {
			t.Errorf("%s: got %v, want %v", token, ok, want)
		}
	}
}

// A read that began before a session ended must not bring it back.
func TestAnOutdatedReadIsNotCached(t *testing.T) {
	t.Parallel()
	c, hash, anna := newSessionCache(), hashToken("token"), chat.NewID[chat.Account]()
	_, epoch, _ := c.Get(hash, noon)
	c.Drop(anna)
	c.Put(hash, sessionOf(anna), epoch, noon)
	if _, _, ok := c.Get(hash, noon); ok {
		t.Error("the session is back")
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	t.Parallel()
	c, anna := newSessionCache(), sessionOf(chat.NewID[chat.Account]())
	for i := range 3 * cacheMax {
		c.Put(hashToken(strconv.Itoa(i)), anna, 0, noon.Add(time.Duration(i)*time.Millisecond))
		if len(c.entries) > cacheMax {
			t.Fatalf("%d entries", len(c.entries))
		}
	}
	if len(c.entries) < int(cacheFor/time.Millisecond)/2 {
		t.Errorf("only %d entries are left", len(c.entries))
	}
}
