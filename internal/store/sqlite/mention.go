package sqlite

import (
	"encoding/json"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// storedMentions is how the accounts that a message names are stored: as a JSON
// array, NULL when there are none.
func storedMentions(accounts []chat.AccountID) (any, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	b, err := json.Marshal(accounts)
	return string(b), err
}

// mentionList scans what storedMentions made.
type mentionList []chat.AccountID

func (l *mentionList) Scan(src any) error {
	*l = nil
	text, isText := src.(string)
	if !isText {
		return nil
	}
	return json.Unmarshal([]byte(text), l)
}

// countedWith is how the counts change when a message that mentions somebody is
// deleted, or restored with by 1, for those who have not read it.
func countedWith(m chat.Message, unreadBy []chat.AccountID, by int64) []unreadChange {
	changes := make([]unreadChange, len(unreadBy))
	for i, account := range unreadBy {
		changes[i] = unreadChange{account: account, unread: by}
		if slices.Contains(m.Mentions, account) {
			changes[i].mentions = by
		}
	}
	return changes
}

// mentionedAnew is how the counts change when a message names others than
// before, for those who have not read it.
func mentionedAnew(before, now, unreadBy []chat.AccountID) (changes []unreadChange) {
	for _, account := range unreadBy {
		was, is := slices.Contains(before, account), slices.Contains(now, account)
		switch {
		case is && !was:
			changes = append(changes, unreadChange{account: account, mentions: 1})
		case was && !is:
			changes = append(changes, unreadChange{account: account, mentions: -1})
		}
	}
	return changes
}
