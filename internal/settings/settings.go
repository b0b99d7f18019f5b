// Package settings keeps the server's own settings: name, address, looks and
// trusted proxies. They are read with nearly every request, so they are held
// in memory; they are changed by administrators only.
package settings

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Store is what this package asks of a database.
type Store interface {
	Settings(ctx context.Context) (store.Settings, error)
	UpdateSettings(ctx context.Context, p store.SettingsPatch) (store.Changed[store.Settings], error)
	BrandImage(ctx context.Context, kind store.ImageKind) (store.BrandImage, error)
	PutBrandImage(ctx context.Context, v store.BrandImage) error
	RemoveBrandImage(ctx context.Context, kind store.ImageKind) error
}

// cacheFor bounds how late this process notices a change by another one.
const cacheFor = 10 * time.Second

// Service reads and changes the settings. It is safe for concurrent use.
type Service struct {
	store    Store
	now      func() time.Time
	onChange func()

	mu      sync.Mutex
	cached  snapshot
	changes int // counts updates, so that a slow read cannot undo a newer one
}

// snapshot is never changed once it is made.
type snapshot struct {
	settings store.Settings
	proxies  []netip.Prefix
	readAt   time.Time // zero = nothing was read yet
}

// New makes a Service. It does no input or output. onChange is told of every
// change made here, for other processes; nil = nobody is told.
func New(st Store, now func() time.Time, onChange func()) *Service {
	if onChange == nil {
		onChange = func() {}
	}
	return &Service{store: st, now: now, onChange: onChange}
}

// Get returns the settings, at most a few seconds old. They are shared: leave
// the lists in them alone.
func (s *Service) Get(ctx context.Context) (store.Settings, error) {
	snap, err := s.snapshot(ctx)
	return snap.settings, err
}

// TrustedProxies returns the trusted proxies of the settings in parsed form,
// for matching unmapped peer addresses. The list is shared: leave it alone.
func (s *Service) TrustedProxies(ctx context.Context) ([]netip.Prefix, error) {
	snap, err := s.snapshot(ctx)
	return snap.proxies, err
}

func (s *Service) snapshot(ctx context.Context) (snapshot, error) {
	snap, changes := s.peek()
	if s.fresh(snap) {
		return snap, nil
	}
	settings, err := s.store.Settings(ctx)
	if err != nil {
		return snapshot{}, err
	}
	return s.keep(settings, changes), nil
}

func (s *Service) peek() (snapshot, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cached, s.changes
}

// fresh is false until the server is set up, because setup is another unit of
// work and what it writes must show at once.
func (s *Service) fresh(snap snapshot) bool {
	age := s.now().Sub(snap.readAt)
	return snap.settings.SetupComplete && age >= 0 && age < cacheFor
}

// keep makes a snapshot and caches it, unless the settings were changed since
// changes was read.
func (s *Service) keep(settings store.Settings, changes int) snapshot {
	snap := snapshot{settings: settings, readAt: s.now()}
	for _, text := range settings.TrustedProxies {
		if prefix, err := ParseProxy(text); err == nil {
			snap.proxies = append(snap.proxies, prefix)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if changes == s.changes {
		s.cached = snap
	}
	return snap
}

// Input changes the settings; nil fields stay.
type Input struct {
	ServerName     *string
	PublicURL      *string // empty = none
	AccentColor    *string
	CustomCSS      *string // empty = none
	TrustedProxies *[]string
	LMStudioPath   *string // checked by whoever knows what may be run; empty = none
}

// Update changes the settings with effect from the next request. Forbidden
// unless the actor is an administrator, Invalid with all fields that are wrong.
func (s *Service) Update(ctx context.Context, a chat.Actor, in Input) (changed store.Changed[store.Settings], err error) {
	if err := requireAdmin(a); err != nil {
		return changed, err
	}
	patch, err := s.check(in)
	if err != nil {
		return changed, err
	}
	changed, err = s.store.UpdateSettings(ctx, patch)
	return changed, s.told(err)
}

func requireAdmin(a chat.Actor) error {
	if !a.Account.Roles.Has(chat.RoleAdmin) {
		return chat.Errorf(chat.Forbidden, "only an administrator may change the server's settings")
	}
	return nil
}

// told lets everybody see a change, if it succeeded.
func (s *Service) told(err error) error {
	if err == nil {
		s.Forget()
		s.onChange()
	}
	return err
}

// Forget makes the next reader ask the store: something was changed, here or by
// another process. Of two updates at the same time nobody knows here which one
// the store has seen last.
func (s *Service) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes++
	s.cached = snapshot{}
}

func (s *Service) check(in Input) (store.SettingsPatch, error) {
	var f fields
	patch := store.SettingsPatch{
		ServerName:     optional(&f, in.ServerName, ValidateServerName),
		PublicURL:      optional(&f, in.PublicURL, ValidatePublicURL),
		AccentColor:    optional(&f, in.AccentColor, ValidateAccent),
		CustomCSS:      optional(&f, in.CustomCSS, ValidateCustomCSS),
		TrustedProxies: optional(&f, in.TrustedProxies, ValidateTrustedProxies),
		LMStudioPath:   in.LMStudioPath,
		At:             s.now().UTC(),
	}
	return patch, chat.InvalidFields(f)
}

// CheckSetup tidies the settings that come with the first-run form. Empty ones
// keep their defaults.
func CheckSetup(in *store.Setup) error {
	var f fields
	if in.ServerName != "" {
		in.ServerName = required(&f, in.ServerName, ValidateServerName)
	}
	if in.AccentColor != "" {
		in.AccentColor = required(&f, in.AccentColor, ValidateAccent)
	}
	in.PublicURL = required(&f, in.PublicURL, ValidatePublicURL)
	return chat.InvalidFields(f)
}

// fields collects what is wrong, so that a person sees all of it at once.
type fields []chat.FieldError

func required[T any](f *fields, value T, validate func(T) (T, error)) T {
	tidy, err := validate(value)
	if refused, ok := errors.AsType[*chat.Error](err); ok {
		*f = append(*f, refused.Fields...)
	}
	return tidy
}

func optional[T any](f *fields, value *T, validate func(T) (T, error)) *T {
	if value == nil {
		return nil
	}
	return new(required(f, *value, validate))
}
