package settings_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/settings"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/enginetest"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// fixture is a service on a database of its own, at a time that tests move by
// hand. It counts the reads that the service is there to save.
type fixture struct {
	*settings.Service
	storetest.Store
	reads   atomic.Int64
	elapsed atomic.Int64
	// meanwhile happens once, between reading the database and returning.
	meanwhile func()
}

func (f *fixture) Settings(ctx context.Context) (store.Settings, error) {
	f.reads.Add(1)
	v, err := f.Store.Settings(ctx)
	if do := f.meanwhile; do != nil {
		f.meanwhile = nil
		do()
	}
	return v, err
}

func (f *fixture) now() time.Time {
	return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(f.elapsed.Load()))
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{Store: enginetest.Open(t)}
	f.Service = settings.New(f, f.now, nil)
	return f
}

// setUp makes the first account, after which settings are cached.
func (f *fixture) setUp(t *testing.T, in store.Setup) {
	t.Helper()
	in.Account = chat.Account{ID: chat.NewID[chat.Account](), Username: "root", Roles: chat.RoleAdmin, Theme: "system", CreatedAt: f.now(), UpdatedAt: f.now()}
	in.PasswordHash = "x"
	if err := f.Setup(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) wantName(t *testing.T, want string) {
	t.Helper()
	if v, err := f.Get(t.Context()); err != nil || v.ServerName != want {
		t.Errorf("got %q, %v; want %q", v.ServerName, err, want)
	}
}

var root = chat.Actor{Account: chat.Account{Roles: chat.RoleAdmin}}

func TestSettingsAreReadOnceInAWhile(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.setUp(t, store.Setup{ServerName: "Kitchen"})
	for range 100 {
		f.wantName(t, "Kitchen")
	}
	if got := f.reads.Load(); got != 1 {
		t.Errorf("%d reads", got)
	}
	f.elapsed.Add(int64(10 * time.Second))
	f.wantName(t, "Kitchen")
	if got := f.reads.Load(); got != 2 {
		t.Errorf("%d reads when the first is old", got)
	}
}

func TestSetupShowsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if v, err := f.Get(t.Context()); err != nil || v.SetupComplete || v.ServerID == "" {
		t.Fatalf("got %+v, %v", v, err)
	}
	f.setUp(t, store.Setup{ServerName: "Kitchen"})
	f.wantName(t, "Kitchen")
}

func TestUpdateChangesWhatIsGiven(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.setUp(t, store.Setup{ServerName: "Kitchen", PublicURL: "https://chat.example.org"})
	f.wantName(t, "Kitchen")
	changed, err := f.Update(t.Context(), root, settings.Input{
		ServerName:     new(" Cellar "),
		PublicURL:      new(""),
		AccentColor:    new("#AABBCC"),
		CustomCSS:      new("a { color: red }"),
		TrustedProxies: new([]string{" 10.0.0.1 ", "2001:db8::/32"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := changed.After; v.ServerName != "Cellar" || v.PublicURL != "" || v.AccentColor != "#aabbcc" ||
		v.CustomCSS != "a { color: red }" || strings.Join(v.TrustedProxies, " ") != "10.0.0.1 2001:db8::/32" {
		t.Errorf("got %+v", changed)
	}
	f.wantName(t, "Cellar")
	proxies, err := f.TrustedProxies(t.Context())
	if err != nil || len(proxies) != 2 || proxies[0].String() != "10.0.0.1/32" || proxies[1].String() != "2001:db8::/32" {
		t.Errorf("proxies: %v, %v", proxies, err)
	}

	changed, err = f.Update(t.Context(), root, settings.Input{})
	if v := changed.After; err != nil || v.ServerName != "Cellar" || v.AccentColor != "#aabbcc" || len(v.TrustedProxies) != 2 {
		t.Errorf("nothing given: %+v, %v", changed, err)
	}
}

func TestUpdateIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.setUp(t, store.Setup{ServerName: "Kitchen"})
	member := chat.Actor{Account: chat.Account{Roles: chat.RoleMember}}
	if _, err := f.Update(t.Context(), member, settings.Input{ServerName: new("Mine")}); chat.KindOf(err) != chat.Forbidden {
		t.Errorf("a member: %v", err)
	}
	_, err := f.Update(t.Context(), root, settings.Input{
		ServerName: new(" "), PublicURL: new("ftp://x"), AccentColor: new("red"),
		CustomCSS: new(strings.Repeat("x", 1<<17)), TrustedProxies: new([]string{"proxy"}),
	})
	wantField(t, err, "server_name", "public_url", "accent_color", "custom_css", "trusted_proxies")
	f.wantName(t, "Kitchen")
}

// A read that began before an update must not hide it afterwards.
func TestASlowReadDoesNotUndoAnUpdate(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.setUp(t, store.Setup{ServerName: "Kitchen"})
	f.meanwhile = func() {
		if _, err := f.Update(t.Context(), root, settings.Input{ServerName: new("Cellar")}); err != nil {
			t.Error(err)
		}
	}
	f.wantName(t, "Kitchen")
	f.wantName(t, "Cellar")
}

func TestFailuresArePassedOn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get(t.Context()); chat.KindOf(err) != chat.Unavailable {
		t.Errorf("get: %v", err)
	}
	if _, err := f.TrustedProxies(t.Context()); chat.KindOf(err) != chat.Unavailable {
		t.Errorf("proxies: %v", err)
	}
	if _, err := f.Update(t.Context(), root, settings.Input{}); chat.KindOf(err) != chat.Unavailable {
		t.Errorf("update: %v", err)
	}
}

func TestCheckSetup(t *testing.T) {
	t.Parallel()
	in := store.Setup{ServerName: " Kitchen ", PublicURL: " https://chat.example.org/ ", AccentColor: "#AABBCC"}
	if err := settings.CheckSetup(&in); err != nil {
		t.Fatal(err)
	}
	if in.ServerName != "Kitchen" || in.PublicURL != "https://chat.example.org" || in.AccentColor != "#aabbcc" {
		t.Errorf("got %+v", in)
	}
	if err := settings.CheckSetup(&store.Setup{}); err != nil {
		t.Errorf("nothing given: %v", err)
	}
	err := settings.CheckSetup(&store.Setup{ServerName: " ", PublicURL: "example.org", AccentColor: "red"})
	wantField(t, err, "server_name", "accent_color", "public_url")
}

func TestOtherProcessesHearOfAnUpdate(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	told := 0
	s := settings.New(f, f.now, func() { told++ })
	if _, err := s.Update(t.Context(), root, settings.Input{ServerName: new("Ours")}); err != nil || told != 1 {
		t.Errorf("told %d times, %v", told, err)
	}
}
