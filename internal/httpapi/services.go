package httpapi

import (
	"context"
	"io"
	"iter"
	"net/http"
	"net/netip"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/account"
	"github.com/rustygpt/rustygpt/internal/audit"
	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/conversation"
	"github.com/rustygpt/rustygpt/internal/event"
	"github.com/rustygpt/rustygpt/internal/generation"
	"github.com/rustygpt/rustygpt/internal/limit"
	"github.com/rustygpt/rustygpt/internal/lmstudio"
	"github.com/rustygpt/rustygpt/internal/presence"
	"github.com/rustygpt/rustygpt/internal/settings"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Accounts is what the edge asks of the rules for accounts and login sessions.
type Accounts interface {
	IsSetup(ctx context.Context) (bool, error)
	CheckSetupToken(ctx context.Context, token string) error
	Setup(ctx context.Context, in account.SetupInput) (chat.Account, error)

	Login(ctx context.Context, in account.LoginInput) (account.Issued, error)
	Authenticate(ctx context.Context, p account.Presented) (account.Authenticated, error)
	Confirm(ctx context.Context, token string) error
	Refresh(ctx context.Context, token string, d chat.Device) (account.Issued, error)
	Logout(ctx context.Context, token string) error
	Sessions(ctx context.Context, a chat.Actor) ([]chat.LoginSession, error)
	RevokeSession(ctx context.Context, a chat.Actor, id chat.SessionID) error
	RevokeOtherSessions(ctx context.Context, a chat.Actor) error

	SignUp(ctx context.Context, in account.SignUpInput) (account.SignedUp, error)
	UpdateProfile(ctx context.Context, a chat.Actor, in account.ProfileInput) (chat.Account, error)
	ChangePassword(ctx context.Context, a chat.Actor, current, next string) error
	SetTheme(ctx context.Context, a chat.Actor, theme string) (chat.Account, error)

	Accounts(ctx context.Context, a chat.Actor) ([]store.AccountUse, error)
	Account(ctx context.Context, a chat.Actor, id chat.AccountID) (chat.Account, error)
	CreateAccount(ctx context.Context, a chat.Actor, in account.CreateInput) (chat.Account, error)
	UpdateAccount(ctx context.Context, a chat.Actor, in account.UpdateInput) (store.Changed[chat.Account], error)
	Belongings(ctx context.Context, a chat.Actor, id chat.AccountID) (store.Belongings, error)
	DeleteAccount(ctx context.Context, a chat.Actor, id, heir chat.AccountID) error
	SessionsOf(ctx context.Context, a chat.Actor, id chat.AccountID) ([]chat.LoginSession, error)
	RevokeSessionOf(ctx context.Context, a chat.Actor, account chat.AccountID, id chat.SessionID) error
	RevokeSessionsOf(ctx context.Context, a chat.Actor, account chat.AccountID) error

	Invite(ctx context.Context, a chat.Actor, in account.InviteInput) (account.NewInvite, error)
	Invites(ctx context.Context, a chat.Actor) ([]store.FoundAccountInvite, error)
	RevokeInvite(ctx context.Context, a chat.Actor, id chat.AccountInviteID) error
	FindInvite(ctx context.Context, token string) (store.FoundAccountInvite, error)
	AcceptInvite(ctx context.Context, in account.SignUpInput) (account.Issued, error)
}

// Conversations is what the edge asks of the rules for conversations.
type Conversations interface {
	Role(ctx context.Context, a chat.Actor, id chat.ConversationID) (chat.ConversationRole, error)
	Create(ctx context.Context, a chat.Actor, in conversation.CreateInput) (chat.Conversation, error)
	Get(ctx context.Context, a chat.Actor, id chat.ConversationID) (chat.Conversation, error)
	List(ctx context.Context, a chat.Actor, in conversation.ListInput) (list []chat.Conversation, more bool, err error)
	Update(ctx context.Context, a chat.Actor, in conversation.UpdateInput) (chat.Conversation, error)
	Delete(ctx context.Context, a chat.Actor, id chat.ConversationID) error
	Restore(ctx context.Context, a chat.Actor, id chat.ConversationID) (chat.Conversation, error)
	Stop(ctx context.Context, a chat.Actor, id chat.ConversationID) error

	Participants(ctx context.Context, a chat.Actor, id chat.ConversationID) ([]chat.Participant, error)
	Deleted(ctx context.Context, authors []chat.AccountID) ([]chat.AccountID, error)
	AddParticipant(ctx context.Context, a chat.Actor, in conversation.ParticipantInput) error
	RemoveParticipant(ctx context.Context, a chat.Actor, id chat.ConversationID, account chat.AccountID) error
	Invite(ctx context.Context, a chat.Actor, in conversation.InviteInput) (conversation.NewInvite, error)
	Invites(ctx context.Context, a chat.Actor, id chat.ConversationID) ([]chat.Invite, error)
	FindInvite(ctx context.Context, token string) (store.FoundInvite, error)
	AcceptInvite(ctx context.Context, a chat.Actor, token string) (chat.ConversationID, error)
	RevokeInvite(ctx context.Context, a chat.Actor, id chat.ConversationID, invite chat.InviteID) error
	RevokeInviteByToken(ctx context.Context, a chat.Actor, token string) error

	Threads(ctx context.Context, a chat.Actor, in conversation.ThreadsInput) (list []chat.ThreadSummary, more bool, err error)
	Tree(ctx context.Context, a chat.Actor, in conversation.TreeInput) (list []chat.Message, more bool, err error)
	Line(ctx context.Context, a chat.Actor, in conversation.LineInput) (store.Line, error)
	MarkRead(ctx context.Context, a chat.Actor, in conversation.ReadInput) error
	Unread(ctx context.Context, a chat.Actor, id chat.ConversationID) ([]chat.ThreadUnread, error)

	Post(ctx context.Context, a chat.Actor, in conversation.PostInput) (store.Posted, error)
	Regenerate(ctx context.Context, a chat.Actor, in conversation.RegenerateInput) (store.Posted, error)
	Edit(ctx context.Context, a chat.Actor, in conversation.EditInput) error
	DeleteMessage(ctx context.Context, a chat.Actor, id chat.MessageID, reason string) error
	RestoreMessage(ctx context.Context, a chat.Actor, id chat.MessageID) error
	Cancel(ctx context.Context, a chat.Actor, id chat.MessageID) (status string, err error)
	Chunks(ctx context.Context, a chat.Actor, in conversation.ChunksInput) ([]chat.Chunk, error)
}

// Catalog is what the edge asks of the rules for providers and models.
type Catalog interface {
	// Refresh reads the list again after a change that somebody else stored.
	Refresh(ctx context.Context) error
	Choices(ctx context.Context) ([]catalog.ModelView, error)
	Recheck()
	Relay(ctx context.Context, c catalog.Completion) (io.ReadCloser, error)
	AllModels(ctx context.Context, a chat.Actor) ([]catalog.ModelView, error)
	PutModel(ctx context.Context, a chat.Actor, in catalog.ModelInput) (store.Changed[catalog.ModelView], error)
	UpdateModel(ctx context.Context, a chat.Actor, in catalog.ModelUpdate) (store.Changed[catalog.ModelView], error)
	DeleteModel(ctx context.Context, a chat.Actor, id chat.ModelID) error

	Providers(ctx context.Context, a chat.Actor) ([]catalog.ProviderView, error)
	AddProvider(ctx context.Context, a chat.Actor, in catalog.ProviderInput) (catalog.ProviderView, error)
	UpdateProvider(ctx context.Context, a chat.Actor, in catalog.ProviderUpdate) (store.Changed[catalog.ProviderView], error)
	DeleteProvider(ctx context.Context, a chat.Actor, id chat.ProviderID) error
	TestProvider(ctx context.Context, a chat.Actor, id chat.ProviderID) (catalog.TestResult, error)
	TestEdit(ctx context.Context, a chat.Actor, id chat.ProviderID, in catalog.ProviderInput) (catalog.TestResult, error)
	Discovered(ctx context.Context, a chat.Actor, id chat.ProviderID, refresh bool) (catalog.Discovered, error)
	TestDraft(ctx context.Context, in catalog.ProviderInput) (catalog.TestResult, error)
	Draft(in catalog.ProviderInput) (*chat.Provider, error)
}

// Generations lets the edge read an answer while it is written.
type Generations interface {
	Follow(ctx context.Context, answer chat.MessageID, viewer chat.AccountID) iter.Seq2[generation.FollowEvent, error]
}

// Events hands connections over to the event streams.
type Events interface {
	Subscribe(ctx context.Context, id chat.ConversationID, viewer chat.AccountID, from event.Resume) (*event.Subscription, error)
	SubscribePerson(ctx context.Context, account chat.AccountID) (*event.Subscription, error)
	Serve(w http.ResponseWriter, r *http.Request, sub *event.Subscription)
}

// Backups makes backups of everything and takes them back.
type Backups interface {
	// Export calls send with a file name once nothing but the sending can fail
	// any more, and writes a backup to what it returns, encrypted if there is a
	// passphrase. Conflict when one is being made already.
	Export(ctx context.Context, passphrase string, send func(name string) io.Writer) error
	// Import examines a backup and has the server start again with it. It asks
	// for the passphrase once the upload was read, and tells the audit log of the
	// restored data who it was. Invalid when it is no sound backup.
	Import(ctx context.Context, upload io.Reader, by chat.AuditEntry, passphrase func() (string, error)) error
	// LastRestore is nil when there was none.
	LastRestore(ctx context.Context) (*api.RestoreReport, error)
}

// Audit is the log of administrative actions.
type Audit interface {
	// Begin writes the entry of an action that is about to be done.
	Begin(ctx context.Context, e chat.AuditEntry) (*audit.Record, error)
	// Count writes the entry of a refusal; those with the same key that follow
	// within a while are counted to it.
	Count(ctx context.Context, e chat.AuditEntry, key string) error
	Entries(ctx context.Context, a chat.Actor, q store.AuditQuery) (list []chat.AuditEntry, more bool, err error)
	All(ctx context.Context, a chat.Actor, q store.AuditQuery) iter.Seq2[chat.AuditEntry, error]
}

// Care looks after what the server runs on.
type Care interface {
	// Full reports whether there is too little room on the disk to take anything in.
	Full() bool
	// Warnings are what somebody should look after.
	Warnings() []api.HealthWarning
	Health(ctx context.Context) (api.AdminHealth, error)
}

// Presence is what the edge asks about who is there and who types.
type Presence interface {
	Heartbeat(a chat.Actor, status chat.PresenceStatus) error
	Type(ctx context.Context, a chat.Actor, in presence.TypingInput) error
	Presence(account chat.AccountID) (status chat.PresenceStatus, lastSeen time.Time)
	Present(ctx context.Context, id chat.ConversationID, viewer chat.AccountID) ([]chat.Event, error)
}

// Settings are the server's own.
type Settings interface {
	Get(ctx context.Context) (store.Settings, error)
	TrustedProxies(ctx context.Context) ([]netip.Prefix, error)
	Update(ctx context.Context, a chat.Actor, in settings.Input) (store.Changed[store.Settings], error)
	Image(ctx context.Context, kind store.ImageKind) (store.BrandImage, error)
	SetImage(ctx context.Context, a chat.Actor, kind store.ImageKind, mediaType string, content []byte) error
	RemoveImage(ctx context.Context, a chat.Actor, kind store.ImageKind) error
}

// Autostart has the server started when its user logs in.
type Autostart interface {
	Supported() bool
	Enabled() (bool, error)
	Set(on bool) error
}

// LMStudio controls a local LM Studio.
type LMStudio interface {
	CheckPath(path string) error
	Status(ctx context.Context) (lmstudio.Status, error)
	StartServer(ctx context.Context) error
	StopServer(ctx context.Context) error
	Load(ctx context.Context, model string, contextLength uint32) error
	Unload(ctx context.Context, model *string) error
}

// Limiter counts requests.
type Limiter interface {
	Take(key string, r limit.Rate) limit.Decision
}

// LoginLimiter counts attempts to log in, at all instances together.
// Unavailable when they cannot be counted.
type LoginLimiter interface {
	Take(ctx context.Context, key string, r limit.Rate) (limit.Decision, error)
}

// Readiness names what is missing before the server can do its work.
type Readiness interface {
	Ready(ctx context.Context) (missing []string, err error)
}

var (
	_ Accounts      = (*account.Service)(nil)
	_ Audit         = (*audit.Log)(nil)
	_ Catalog       = (*catalog.Service)(nil)
	_ Conversations = (*conversation.Service)(nil)
	_ Generations   = (*generation.Service)(nil)
	_ Events        = (*event.Hub)(nil)
	_ Presence      = (*presence.Service)(nil)
	_ Settings      = (*settings.Service)(nil)
	_ Limiter       = (*limit.Limiter)(nil)
	_ LoginLimiter  = (*limit.Shared)(nil)
)
