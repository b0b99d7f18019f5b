// Package storetest states how a store behaves: Run is the one suite that every
// engine passes.
package storetest

import (
	"context"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Store gathers what the rules packages ask of a store, each through a small
// interface of its own. Only tests need it whole.
type Store interface {
	// accounts and login sessions
	IsSetup(ctx context.Context) (bool, error)
	Setup(ctx context.Context, s store.Setup) error
	// KeepSetupToken makes an instance's only setup token valid for some time. It
	// reports false, and does nothing, once the server is set up.
	KeepSetupToken(ctx context.Context, t store.SetupToken) (open bool, err error)
	// CheckSetupToken reports whether some instance's setup token has this hash.
	CheckSetupToken(ctx context.Context, hash []byte, now time.Time) (valid bool, err error)
	// FindCredentials looks a name or e-mail address up, without ASCII case.
	FindCredentials(ctx context.Context, login string) (store.Credentials, error)
	// AttemptPassword counts a try at a password and finds what to compare it
	// with. RateLimited, with how long to wait, when it is one too many;
	// NotFound when there is no such account, though the try counts.
	AttemptPassword(ctx context.Context, a store.PasswordAttempt) (store.Credentials, error)
	// ForgivePassword gives a try back. It names the account when there is one.
	ForgivePassword(ctx context.Context, a store.PasswordAttempt) error
	// TakeAttempt counts a try and returns when the whole burst is there again.
	// RateLimited, with how long to wait, when it is one too many.
	TakeAttempt(ctx context.Context, a store.Attempt) (fullAt time.Time, err error)
	// SweepSetupTokens removes those that ran out before now.
	SweepSetupTokens(ctx context.Context, now time.Time) (int, error)
	// SweepAttempts removes the state of limits that have recovered, of limit
	// keys at most.
	SweepAttempts(ctx context.Context, now time.Time, limit int) (int, error)
	ListAccounts(ctx context.Context) ([]chat.Account, error) // by username, without ASCII case
	// ListAccountUse is ListAccounts with how they are used.
	ListAccountUse(ctx context.Context, now time.Time) ([]store.AccountUse, error)
	FindAccount(ctx context.Context, id chat.AccountID) (chat.Account, error)
	// Belongings counts what deleting an account is about. NotFound when there is
	// no such account.
	Belongings(ctx context.Context, id chat.AccountID) (store.Belongings, error)
	AddAccount(ctx context.Context, a chat.Account, passwordHash string) error
	// UpdateAccount changes an account. The open invitations to make accounts of
	// somebody who does not administer the server any more are withdrawn.
	UpdateAccount(ctx context.Context, p store.AccountPatch) (store.Changed[chat.Account], error)
	DeleteAccount(ctx context.Context, d store.DeleteAccount) (store.DeletedAccount, error)
	AddSession(ctx context.Context, n store.NewSession) error
	// FindSession finds a session by token hash, also a rotated one (see
	// LoginSession.RotatedAt) but not a revoked one.
	FindSession(ctx context.Context, tokenHash []byte) (store.SessionAccount, error)
	RotateSession(ctx context.Context, r store.RotateSession) error
	// TouchSession writes LastSeenAt, ExpiresAt and Device of a live session.
	TouchSession(ctx context.Context, s chat.LoginSession) error
	// RevokeSession ends a session with those that it replaced and those that
	// replaced it: a replaced token can be read with for some seconds more.
	RevokeSession(ctx context.Context, id chat.SessionID, reason string, at time.Time) error
	EndSessions(ctx context.Context, e store.EndSessions) error
	// RequireRotation flags an account's live sessions; it returns how many.
	RequireRotation(ctx context.Context, account chat.AccountID, reason string) (int, error)
	// ListSessions lists what was neither rotated nor revoked, newest first;
	// what merely expired stays in it until it is swept.
	ListSessions(ctx context.Context, account chat.AccountID) ([]chat.LoginSession, error)
	// SweepSessions removes rows that ended before the given time, limit at most.
	// When their accounts were seen last is kept.
	SweepSessions(ctx context.Context, before time.Time, limit int) (int, error)
	CountSessions(ctx context.Context, now time.Time) (map[string]int64, error) // live, by role name

	// Size is what the database takes on its disk, in bytes.
	Size(ctx context.Context) (bytes int64, err error)

	// settings
	Settings(ctx context.Context) (store.Settings, error)
	UpdateSettings(ctx context.Context, p store.SettingsPatch) (store.Changed[store.Settings], error)
	// BrandImage: NotFound while there is none.
	BrandImage(ctx context.Context, kind store.ImageKind) (store.BrandImage, error)
	PutBrandImage(ctx context.Context, v store.BrandImage) error
	RemoveBrandImage(ctx context.Context, kind store.ImageKind) error

	// KeyFingerprint is that of the key which secrets are sealed with; empty while
	// there is none.
	KeyFingerprint(ctx context.Context) (string, error)
	// ClaimKey notes a key's fingerprint unless there is one, and returns the one
	// that there is.
	ClaimKey(ctx context.Context, fingerprint string) (string, error)
	// ReplaceKey notes another key's fingerprint.
	ReplaceKey(ctx context.Context, fingerprint string) error

	// providers and models
	ListProviders(ctx context.Context) ([]chat.Provider, error) // by name, without ASCII case
	AddProvider(ctx context.Context, p chat.Provider) error     // Conflict: name taken
	UpdateProvider(ctx context.Context, p store.ProviderPatch) (store.Changed[chat.Provider], error)
	DeleteProvider(ctx context.Context, id chat.ProviderID) error // its models go too; messages keep the names
	ListModels(ctx context.Context) ([]chat.Model, error)         // default first, then display name without ASCII case
	// PutModel adds a model or overwrites the one with the same provider and
	// upstream id (keeping that one's id, and its default mark: PutModel can give
	// the mark, only UpdateModel takes it). One that people made takes the place
	// of all that the provider has by OfferModels. NotFound: no such provider.
	PutModel(ctx context.Context, m chat.Model) (store.Changed[chat.Model], error)
	// OfferModels makes a provider's discovered models those that it offers. What
	// people changed of one stays. Where people have made the list, it has none
	// that are discovered. NotFound: no such provider.
	OfferModels(ctx context.Context, o store.Offers) error
	UpdateModel(ctx context.Context, p store.ModelPatch) (store.Changed[chat.Model], error)
	DeleteModel(ctx context.Context, id chat.ModelID) error

	// conversations
	AddConversation(ctx context.Context, n store.NewConversation) (chat.Conversation, error)
	// FindConversation: NotFound to outsiders. A deleted one is found by its
	// owner, with DeletedAt set.
	FindConversation(ctx context.Context, id chat.ConversationID, viewer chat.AccountID) (chat.Conversation, error)
	ListConversations(ctx context.Context, viewer chat.AccountID, f store.ConversationFilter) (list []chat.Conversation, more bool, err error)
	UpdateConversation(ctx context.Context, p store.ConversationPatch) (chat.Conversation, []chat.Event, error)
	// DeleteConversation hides a conversation from everybody; it can be
	// restored until it is purged. By needs to be its owner. Running answers
	// in it are returned, to be cancelled.
	DeleteConversation(ctx context.Context, id chat.ConversationID, by chat.AccountID, at time.Time) (running []chat.MessageID, events []chat.Event, err error)
	RestoreConversation(ctx context.Context, id chat.ConversationID, by chat.AccountID, at time.Time) (chat.Conversation, []chat.Event, error)
	PurgeConversations(ctx context.Context, deletedBefore time.Time) (int, error)
	// Role is the cheap membership check. NotFound to outsiders.
	Role(ctx context.Context, conversation chat.ConversationID, account chat.AccountID) (chat.ConversationRole, error)
	// ListParticipants: everyone who is in now.
	ListParticipants(ctx context.Context, conversation chat.ConversationID) ([]chat.AccountID, error)
	// Seats lists all conversations that accounts take part in, deleted ones
	// that can be restored included, in no order.
	Seats(ctx context.Context, accounts []chat.AccountID) ([]store.Seat, error)
	// Participants describes everyone who is in now, longest first, to one of
	// them. NotFound to outsiders.
	Participants(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.Participant, error)
	// DeletedAccounts lists those of some ids that no account has, in their order.
	DeletedAccounts(ctx context.Context, accounts []chat.AccountID) ([]chat.AccountID, error)
	// AddParticipant lets an account in, or changes its role; by needs to be
	// owner or admin, and an owner where owners are made or changed. A chat that
	// gets a second participant becomes a group. NotFound when there is no such
	// account, Invalid when it is disabled. Events: conversation.updated in that
	// case, membership.changed; none when nothing changed.
	//
	// Whenever somebody's membership changes, whichever unit of work does it,
	// their login sessions are flagged for rotation, reason membership_change,
	// and the open invitations that they made and could not make any more are
	// withdrawn.
	AddParticipant(ctx context.Context, conversation chat.ConversationID, account chat.AccountID, role chat.ConversationRole, by chat.AccountID, at time.Time) ([]chat.Event, error)
	// RemoveParticipant takes an account out: itself, or by an owner or admin.
	// Conflict for the last owner. Event: membership.changed with the former
	// role.
	RemoveParticipant(ctx context.Context, conversation chat.ConversationID, account, by chat.AccountID, at time.Time) ([]chat.Event, error)

	// invitations
	AddInvite(ctx context.Context, n store.NewInvite) error
	// FindInvite finds an invitation by the hash of its token, whatever its
	// state. NotFound also when the conversation is deleted.
	FindInvite(ctx context.Context, tokenHash []byte) (store.FoundInvite, error)
	// ListInvites lists a conversation's newest invitations, newest first.
	// Forbidden to all but owners and admins.
	ListInvites(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID, limit int) ([]chat.Invite, error)
	AcceptInvite(ctx context.Context, a store.AcceptInvite) (store.Joined, error)
	RevokeInvite(ctx context.Context, r store.RevokeInvite) error
	// SweepInvites removes those that expired before the given time, whatever
	// became of them, limit at most.
	SweepInvites(ctx context.Context, before time.Time, limit int) (int, error)
	SignUp(ctx context.Context, n store.SignUp) (store.Joined, error)

	// invitations to make an account
	AddAccountInvite(ctx context.Context, n store.NewAccountInvite) error
	// FindAccountInvite finds one by the hash of its token, whatever its state.
	FindAccountInvite(ctx context.Context, tokenHash []byte) (store.FoundAccountInvite, error)
	// ListAccountInvites lists the newest ones, newest first.
	ListAccountInvites(ctx context.Context, limit int) ([]store.FoundAccountInvite, error)
	// AcceptAccountInvite returns the account as it was made.
	AcceptAccountInvite(ctx context.Context, a store.AcceptAccountInvite) (chat.Account, error)
	// RevokeAccountInvite withdraws one; to repeat it changes nothing. NotFound
	// when there is none; Conflict when it was used.
	RevokeAccountInvite(ctx context.Context, id chat.AccountInviteID, at time.Time) error
	// SweepAccountInvites removes those that expired before the given time,
	// whatever became of them, limit at most.
	SweepAccountInvites(ctx context.Context, before time.Time, limit int) (int, error)

	// messages
	PostMessage(ctx context.Context, n store.NewMessage) (store.Posted, error)
	StartAnswer(ctx context.Context, s store.StartAnswer) (store.Posted, error)
	FindMessage(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (store.ViewedMessage, error)
	// FindRequest finds what an earlier NewMessage or StartAnswer with this
	// request id did. NotFound when there was none.
	FindRequest(ctx context.Context, conversation chat.ConversationID, requestID string) (store.Posted, error)
	ListThreads(ctx context.Context, p store.ThreadPage) (list []chat.ThreadSummary, more bool, err error)
	ListTree(ctx context.Context, p store.TreePage) (list []chat.Message, more bool, err error)
	Line(ctx context.Context, q store.LineQuery) (store.Line, error)
	// LeafBelow walks down from a message, always to the newest child.
	LeafBelow(ctx context.Context, id chat.MessageID, viewer chat.AccountID) (chat.MessageID, error)
	ListChunks(ctx context.Context, message chat.MessageID, viewer chat.AccountID, from, limit int) ([]chat.Chunk, error)
	EditMessage(ctx context.Context, e store.EditMessage) ([]chat.Event, error)
	RemoveMessage(ctx context.Context, r store.RemoveMessage) ([]chat.Event, error)
	MarkRead(ctx context.Context, r store.ReadMark) ([]chat.Event, error)
	// ListUnread: one entry for each thread that has a message newer than the
	// viewer's joining, zeros included.
	ListUnread(ctx context.Context, conversation chat.ConversationID, viewer chat.AccountID) ([]chat.ThreadUnread, error)

	// generations
	Prompt(ctx context.Context, answer chat.MessageID) (store.Prompt, error)
	// SaveProgress commits all of it in one transaction. The events are in the
	// order of their positions, per conversation.
	SaveProgress(ctx context.Context, batch []store.Progress) ([]chat.Event, error)
	// RunningAnswers lists the streaming answers of a conversation.
	RunningAnswers(ctx context.Context, conversation chat.ConversationID) ([]chat.MessageID, error)
	// Orphans lists answers that are streaming though their lease ended before
	// now, or that belong to this very instance name's earlier life.
	Orphans(ctx context.Context, instance string, now time.Time) ([]store.Orphan, error)
	// RequestCancel notes that somebody wants a running answer to end, for the
	// instance that writes it. Nothing happens when it has ended, or never was.
	RequestCancel(ctx context.Context, answer chat.MessageID) error
	// ExtendLeases extends the leases of an instance's running answers, and lists
	// those of them that RequestCancel was called for.
	ExtendLeases(ctx context.Context, instance string, until time.Time) (unwanted []chat.MessageID, err error)

	// events
	Events(ctx context.Context, r store.EventRange) (store.Events, error)
	TopPosition(ctx context.Context, conversation chat.ConversationID) (int64, error)
	// TopPositions is TopPosition for many; those that do not exist are left out.
	TopPositions(ctx context.Context, conversations []chat.ConversationID) (map[chat.ConversationID]int64, error)
	PruneEvents(ctx context.Context, r store.Retention, now time.Time) (removed int, err error)

	// audit
	AddAudit(ctx context.Context, e chat.AuditEntry) error // to repeat it changes nothing
	// EndAudit ends an entry that has begun. NotFound when there is none: one that
	// has ended is never changed.
	EndAudit(ctx context.Context, e store.AuditEnd) error
	ListAudit(ctx context.Context, q store.AuditQuery) (list []chat.AuditEntry, more bool, err error) // newest first
	// CountAudit adds an entry. When there is one with its id, that one's fact
	// chat.AuditAttempts grows by one, and its fact chat.AuditLast becomes that of
	// the entry.
	CountAudit(ctx context.Context, e chat.AuditEntry) error
	// PruneAudit removes the oldest entries from before a time, at most so many.
	PruneAudit(ctx context.Context, before time.Time, limit int) (removed int, err error)

	// Ready names what is missing before the store can serve; empty = ready.
	Ready(ctx context.Context) (missing []string, err error)
	Close() error
}
