package catalog_test

import (
	"context"
	"errors"
	"iter"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// lister is a provider whose list a test sets.
type lister struct {
	provider.Provider
	mu     sync.Mutex
	models []provider.Offer
	err    error
	hang   bool
	mute   bool // it does not answer
	asked  int
}

func (l *lister) Models(ctx context.Context) ([]provider.Offer, error) {
	l.mu.Lock()
	l.asked++
	models, err, hang := append([]provider.Offer{}, l.models...), l.err, l.hang
	l.mu.Unlock()
	if hang {
		<-ctx.Done()
		return nil, chat.Wrap(chat.Canceled, "cancelled", ctx.Err())
	}
	return models, err
}

// unreachable is how adapters report a service that is not there.
func unreachable() error {
	return chat.WithCode(chat.Unavailable, provider.CodeUnreachable, "The provider cannot be reached.")
}

func (l *lister) Stream(context.Context, provider.Request) iter.Seq2[provider.Delta, error] {
	return func(yield func(provider.Delta, error) bool) {
		l.mu.Lock()
		err := l.err
		if l.mute {
			err = chat.WithCode(chat.Unavailable, provider.CodeTimeout, "The provider did not answer in time.")
		}
		l.mu.Unlock()
		yield(provider.Delta{Content: "Hello"}, err)
	}
}

func (l *lister) set(err error, models ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.models, l.err = nil, err
	for _, id := range models {
		l.models = append(l.models, provider.Offer{ID: id})
	}
}

func (l *lister) offer(offers ...provider.Offer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.models, l.err = offers, nil
}

func (l *lister) hangs(yes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hang = yes
}

func (l *lister) silent(yes bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mute = yes
}

func (l *lister) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked
}

// discovering runs a test in fake time, with a catalog that runs and a provider
// without a list of its own.
func discovering(t *testing.T, test func(t *testing.T, f *fixture, l *lister)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &lister{}
		f := newFixture(t, catalog.Options{})
		f.connect = func(provider.Endpoint) (provider.Provider, error) { return l, nil }
		f.restart(1)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- f.Run(ctx) }()
		test(t, f, l)
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// pass lets fake time pass.
func pass(d time.Duration) { <-time.After(d) }

func (f *fixture) addListed(name string) catalog.ProviderView {
	f.t.Helper()
	v, err := f.AddProvider(f.t.Context(), admin, catalog.ProviderInput{Name: name, BaseURL: "http://service.example/v1", Enabled: true})
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

func (f *fixture) want(step, names string) {
	f.t.Helper()
	synctest.Wait()
	if got := f.names(); got != names {
		f.t.Errorf("%s: models %q, want %q", step, got, names)
	}
}

func TestDiscovery(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.set(nil, "a", "b", "text-embedding-3", "Whisper-1")
		p := f.addListed("one")
		f.want("at once", "a b")
		if v := f.provider("one"); v.ModelsAt.IsZero() || v.ModelsStale || v.Health.State != chat.HealthOK {
			t.Errorf("seen as %+v", v)
		}
		a := f.model("a")
		if _, err := f.UpdateModel(t.Context(), admin, catalog.ModelUpdate{ID: f.model("b").ID, Enabled: new(false), DisplayName: new("B")}); err != nil {
			t.Fatal(err)
		}
		wantKind(t, f.DeleteModel(t.Context(), admin, a.ID), chat.Conflict, "Switch it off")

		l.set(nil, "b", "c")
		pass(11 * time.Minute)
		f.want("after an interval", "c")
		if b := f.model("b"); b.Enabled || b.DisplayName != "B" {
			t.Errorf("the administrator's change is gone: %+v", b)
		}
		l.set(nil)
		pass(11 * time.Minute)
		f.want("an empty list changes nothing", "c")

		l.set(nil, "c", "d")
		asked := l.count()
		f.putModel(p.ID, "mine")
		pass(time.Hour)
		f.want("a list of its own", "mine")
		if n := l.count() - asked; n != 6 {
			t.Errorf("asked %d times within an hour in which nothing is wrong", n)
		}
	})
}

func TestDiscoveryTriesAgain(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.set(unreachable())
		f.addListed("one")
		synctest.Wait()
		if v := f.provider("one"); v.Health.Problem != "The provider cannot be reached." || !v.ModelsAt.IsZero() || !v.ModelsStale {
			t.Errorf("seen as %+v", v)
		}
		pass(time.Hour)
		synctest.Wait()
		if n := l.count(); n < 60 || n > 80 {
			t.Errorf("asked %d times within an hour", n)
		}
		l.set(nil, "a")
		pass(11 * time.Minute)
		f.want("once it is there", "a")
		if v := f.provider("one"); v.ModelsStale || v.Health.State != chat.HealthOK {
			t.Errorf("seen as %+v", v)
		}
	})
}

func TestDiscoveryIsAtOnceAfterAChange(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.set(errors.New("no"))
		p := f.addListed("one")
		pass(time.Hour)
		l.set(nil, "a")
		if _, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, APIKey: new("sk-better")}); err != nil {
			t.Fatal(err)
		}
		f.want("with a better key", "a")
	})
}

func TestAHangingProviderDelaysNobody(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.hangs(true)
		f.addListed("one")
		synctest.Wait()
		start := time.Now()
		f.want("meanwhile", "")
		if took := time.Since(start); took != 0 {
			t.Errorf("the list took %v", took)
		}
		pass(11 * time.Second)
		synctest.Wait()
		if v := f.provider("one"); v.Health.Problem != "The provider did not answer within 10s." {
			t.Errorf("seen as %+v", v)
		}
	})
}

func TestADiscoveredModelCanBeTheConfiguredDefault(t *testing.T) {
	discovering(t, func(_ *testing.T, f *fixture, l *lister) {
		l.set(nil, "a", "b")
		f.sync("b", catalog.Configured{Name: "one", Type: chat.ProviderOpenAI, BaseURL: "http://service.example/v1", Enabled: true})
		f.want("discovered", "b* a")
		f.sync("b", catalog.Configured{Name: "one", Type: chat.ProviderOpenAI, BaseURL: "http://service.example/v1", Enabled: true})
		f.want("after a restart", "b* a")
	})
}

func TestRunNoticesChangesElsewhere(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, _ *lister) {
		f.sync("")
		p := f.provider("Built-in demo")
		if _, err := f.store.PutModel(t.Context(), chat.Model{
			ID: chat.NewID[chat.Model](), ProviderID: p.ID, UpstreamID: "x", DisplayName: "Another", Enabled: true,
			Source: chat.SourceAdmin, CreatedAt: time.Now(), UpdatedAt: time.Now(),
		}); err != nil {
			t.Fatal(err)
		}
		pass(11 * time.Second)
		synctest.Wait()
		if got := f.resolve(chat.ModelID{}, chat.ModelID{}); got != "Another" {
			t.Errorf("resolved to %s", got)
		}
	})
}
