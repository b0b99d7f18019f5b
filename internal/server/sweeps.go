package server

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/sweep"
)

// chores are all that is removed in the background, and how often. Which of it
// is old enough, the owners say.
func chores(accounts *account.Service, conversations *conversation.Service, backups *backup.Service, actions *audit.Log, events func(context.Context) (int, error)) []sweep.Chore {
	return []sweep.Chore{
		{Name: "events", Every: time.Minute, Step: events},
		{Name: "login_attempts", Every: time.Minute, Step: accounts.SweepAttempts},
		{Name: "login_sessions", Every: time.Hour, Step: accounts.SweepSessions},
		{Name: "setup_tokens", Every: time.Hour, Step: accounts.SweepSetupTokens},
		{Name: "invitations", Every: time.Hour, Step: conversations.SweepInvites},
		{Name: "account_invitations", Every: time.Hour, Step: accounts.SweepInvites},
		{Name: "deleted_conversations", Every: time.Hour, Step: conversations.Purge},
		{Name: "audit_entries", Every: time.Hour, Step: actions.Sweep},
		{Name: "work_directories", Every: time.Hour, Step: backups.Sweep},
	}
}

// pruneEvents keeps the event log within its bounds.
func pruneEvents(st database, r store.Retention, now func() time.Time) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) { return st.PruneEvents(ctx, r, now()) }
}
