package chat_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestInviteState(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	past, future := now.Add(-time.Minute), now.Add(time.Minute)
	for name, tt := range map[string]struct {
		invite  chat.InviteLife
		state   chat.InviteState
		refusal chat.Kind
	}{
		"open":             {chat.InviteLife{ExpiresAt: future}, chat.InviteOpen, 0},
		"just expired":     {chat.InviteLife{ExpiresAt: now}, chat.InviteExpired, chat.Gone},
		"withdrawn":        {chat.InviteLife{ExpiresAt: future, RevokedAt: past}, chat.InviteRevoked, chat.Gone},
		"withdrawn, ended": {chat.InviteLife{ExpiresAt: past, RevokedAt: past}, chat.InviteRevoked, chat.Gone},
		"used":             {chat.InviteLife{ExpiresAt: future, AcceptedAt: past}, chat.InviteAccepted, chat.Conflict},
		"used, ended":      {chat.InviteLife{ExpiresAt: past, AcceptedAt: past}, chat.InviteAccepted, chat.Conflict},
	} {
		if got := tt.invite.State(now); got != tt.state {
			t.Errorf("%s: state %q, want %q", name, got, tt.state)
		}
		if err := tt.invite.Refusal(now); chat.KindOf(err) != tt.refusal || (err == nil) != (tt.state == chat.InviteOpen) {
			t.Errorf("%s: refused with %v", name, err)
		}
	}
}

func TestInviteTokens(t *testing.T) {
	t.Parallel()
	one, other := chat.NewInviteToken(), chat.NewInviteToken()
	if one == other || len(one) != 43 || strings.ContainsAny(one, "+/=") {
		t.Errorf("tokens %q and %q", one, other)
	}
	if bytes.Equal(chat.HashInviteToken(one), chat.HashInviteToken(other)) {
		t.Error("two tokens with one hash")
	}
	for range 1000 {
		if first := chat.NewInviteToken()[0]; first == '-' || first == '_' {
			t.Fatalf("a token begins with %q", first)
		}
	}
}

func TestIsEmail(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"ada@example.com": true, "ä@bücher.example": true, "a@b": true, strings.Repeat("a", 252) + "@b": true,
		"": false, "ada": false, "a b@c": false, "a@b\n": false, "a@\xff": false, strings.Repeat("a", 253) + "@b": false,
	} {
		if got := chat.IsEmail(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
