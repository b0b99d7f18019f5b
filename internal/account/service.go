package account

import (
	"context"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Store is what this package asks of a database. Each method is one unit of
// work; failures are *chat.Error values.
type Store interface {
	IsSetup(ctx context.Context) (bool, error)
	Setup(ctx context.Context, s store.Setup) error
	KeepSetupToken(ctx context.Context, t store.SetupToken) (open bool, err error)
	CheckSetupToken(ctx context.Context, hash []byte, now time.Time) (valid bool, err error)
	SweepSetupTokens(ctx context.Context, now time.Time) (int, error)

	FindCredentials(ctx context.Context, login string) (store.Credentials, error)
	AttemptPassword(ctx context.Context, a store.PasswordAttempt) (store.Credentials, error)
	ForgivePassword(ctx context.Context, a store.PasswordAttempt) error
	TakeAttempt(ctx context.Context, a store.Attempt) (fullAt time.Time, err error)
	SweepAttempts(ctx context.Context, now time.Time, limit int) (int, error)
	ListAccountUse(ctx context.Context, now time.Time) ([]store.AccountUse, error)
	FindAccount(ctx context.Context, id chat.AccountID) (chat.Account, error)
	AddAccount(ctx context.Context, a chat.Account, passwordHash string) error
	UpdateAccount(ctx context.Context, p store.AccountPatch) (store.Changed[chat.Account], error)
	DeleteAccount(ctx context.Context, d store.DeleteAccount) (store.DeletedAccount, error)
	Belongings(ctx context.Context, id chat.AccountID) (store.Belongings, error)

	FindInvite(ctx context.Context, tokenHash []byte) (store.FoundInvite, error)
	SignUp(ctx context.Context, n store.SignUp) (store.Joined, error)
	AddAccountInvite(ctx context.Context, n store.NewAccountInvite) error
	FindAccountInvite(ctx context.Context, tokenHash []byte) (store.FoundAccountInvite, error)
	ListAccountInvites(ctx context.Context, limit int) ([]store.FoundAccountInvite, error)
	AcceptAccountInvite(ctx context.Context, a store.AcceptAccountInvite) (chat.Account, error)
	RevokeAccountInvite(ctx context.Context, id chat.AccountInviteID, at time.Time) error
	SweepAccountInvites(ctx context.Context, before time.Time, limit int) (int, error)

	AddSession(ctx context.Context, n store.NewSession) error
	FindSession(ctx context.Context, tokenHash []byte) (store.SessionAccount, error)
	RotateSession(ctx context.Context, r store.RotateSession) error
	TouchSession(ctx context.Context, s chat.LoginSession) error
	RevokeSession(ctx context.Context, id chat.SessionID, reason string, at time.Time) error
	EndSessions(ctx context.Context, e store.EndSessions) error
	RequireRotation(ctx context.Context, account chat.AccountID, reason string) (int, error)
	ListSessions(ctx context.Context, account chat.AccountID) ([]chat.LoginSession, error)
	SweepSessions(ctx context.Context, before time.Time, limit int) (int, error)
	CountSessions(ctx context.Context, now time.Time) (map[string]int64, error)
}

// Options tune a Service. Zero values mean the defaults named here.
type Options struct {
	Instance string // name of this process, unique among those that share the store

	Idle       time.Duration // of a cookie session, from issue or rotation; 8 hours
	Absolute   time.Duration // of a cookie session, from login, through all rotations; 7 days
	BearerIdle time.Duration // of a bearer session, from its last use; 30 days

	MaxSessions     int  // live login sessions of one account; 0 = no limit
	SuspiciousCheck bool // refuse a cookie session whose device changed until it is refreshed

	HashConcurrency int        // password hashes computed at the same time; one for each CPU
	Hash            HashParams // cost of new password hashes; 2 passes over 19456 KiB by 1 thread

	Attempts *store.AttemptLimit // at the password of one account, and to sign up with one invitation; nil = no limit

	SignUp     bool // whether whoever has an invitation can make an account with it
	MatchEmail bool // whether an invitation is only for the address that was invited

	// Audit is told who signs in, and who fails to; nil = nobody is told.
	Audit Audit
	// CheckSettings tidies the server name, address and colour of a setup, or
	// refuses them; nil = they are taken as they are.
	CheckSettings func(*store.Setup) error
	// OnRevoke is told, after the fact, of an account some of whose login
	// sessions ended early. Its live streams should end: those that still
	// have a session come back by themselves.
	OnRevoke func(chat.AccountID)
	// OnChange is told of an account that others must read anew, it or a login
	// session of it, though none ended.
	OnChange func(chat.AccountID)
	// Publish announces committed events.
	Publish func(...chat.Event)
	// Joined is told of an account that came into conversations without an event
	// that says so: their owner's account was deleted.
	Joined func(chat.AccountID)
	// EndAnswers cancels answers that nobody waits for any more.
	EndAnswers func(context.Context, []chat.MessageID)

	Now func() time.Time
}

func (o Options) withDefaults() Options {
	o.Idle = orDefault(o.Idle, 8*time.Hour)
	o.Absolute = orDefault(o.Absolute, 7*24*time.Hour)
	o.BearerIdle = orDefault(o.BearerIdle, 30*24*time.Hour)
	o.HashConcurrency = orDefault(o.HashConcurrency, runtime.GOMAXPROCS(0))
	o.Hash = o.Hash.affordable()
	if o.CheckSettings == nil {
		o.CheckSettings = func(*store.Setup) error { return nil }
	}
	if o.OnRevoke == nil {
		o.OnRevoke = func(chat.AccountID) {}
	}
	if o.OnChange == nil {
		o.OnChange = func(chat.AccountID) {}
	}
	if o.Publish == nil {
		o.Publish = func(...chat.Event) {}
	}
	if o.Joined == nil {
		o.Joined = func(chat.AccountID) {}
	}
	if o.EndAnswers == nil {
		o.EndAnswers = func(context.Context, []chat.MessageID) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// Service applies the rules. It is safe for concurrent use.
type Service struct {
	store   Store
	opts    Options
	log     *slog.Logger
	metrics *metrics
	hasher  *hasher
	recent  *sessionCache
	lineage *lineage

	setup      atomic.Bool            // setup was seen to be complete; it never reopens
	setupToken atomic.Pointer[string] // nil = none was made, or setup is complete
}

// New makes a Service. It does no input or output; see Start and Run.
func New(st Store, opts Options, log *slog.Logger, reg prometheus.Registerer) *Service {
	opts = opts.withDefaults()
	m := newMetrics(reg)
	return &Service{
		store:   st,
		opts:    opts,
		log:     log,
		metrics: m,
		hasher:  newHasher(opts.Hash, opts.HashConcurrency, m.passwordChecks),
		recent:  newSessionCache(),
		lineage: newLineage(),
	}
}

// now is the current time as a store keeps it, so that a session in memory
// equals its row.
func (s *Service) now() time.Time {
	return s.opts.Now().UTC().Truncate(time.Microsecond)
}
