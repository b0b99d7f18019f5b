package server

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/notice"
	"github.com/rustygpt/rustygpt/internal/presence"
)

// listens follows the status of somebody who has a stream open at the sender's.
const listens = "+"

// Tell tells the other instances of a person.
func (o outbox) Tell(s presence.Sign) {
	sign := string(s.Status)
	if s.Listens {
		sign += listens
	}
	o.pass(notice.Notice{Kind: notice.Presence, ID: s.Account.UUID, Position: s.Seen.UnixMilli(), Sign: sign})
}

// TellTyping tells them of a typist.
func (o outbox) TellTyping(t presence.Typing) {
	o.pass(notice.Notice{
		Kind: notice.Typing, ID: t.Account.UUID, Position: t.Until.UnixMilli(),
		Sign: t.Conversation.String() + ":" + t.Root.String(),
	})
}

func (o outbox) ask() { o.pass(notice.Notice{Kind: notice.Ask}) }

func presenceSign(n notice.Notice) presence.Sign {
	status, there := strings.CutSuffix(n.Sign, listens)
	return presence.Sign{
		Account: chat.AccountID{UUID: n.ID}, Status: chat.PresenceStatus(status), Seen: time.UnixMilli(n.Position), Listens: there,
	}
}

func typingSign(n notice.Notice) (presence.Typing, error) {
	t := presence.Typing{Account: chat.AccountID{UUID: n.ID}, Until: time.UnixMilli(n.Position)}
	conversation, root, _ := strings.Cut(n.Sign, ":")
	var err error
	if t.Conversation.UUID, err = uuid.Parse(conversation); err != nil {
		return t, fmt.Errorf("conversation of a typist: %w", err)
	}
	if t.Root.UUID, err = uuid.Parse(root); err != nil {
		return t, fmt.Errorf("thread of a typist: %w", err)
	}
	return t, nil
}
