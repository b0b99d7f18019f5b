package catalog_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
	"github.com/rustygpt/rustygpt/internal/provider/providertest"
)

// answer asks a model and returns the error it ended with.
func (f *fixture) answer(ctx context.Context, m chat.Model) error {
	f.t.Helper()
	for _, err := range f.Stream(ctx, m, []provider.Message{{Role: chat.RoleUser, Content: "Hello"}}) {
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *fixture) choice(upstreamID string) catalog.ModelView {
	f.t.Helper()
	models, err := f.Choices(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, m := range models {
		if m.UpstreamID == upstreamID {
			return m
		}
	}
	f.t.Fatalf("%s cannot be chosen", upstreamID)
	return catalog.ModelView{}
}

func (f *fixture) wantHealth(state chat.HealthState) chat.Health {
	f.t.Helper()
	h := f.provider("one").Health
	if h.State != state {
		f.t.Errorf("health %+v, want %s", h, state)
	}
	return h
}

func TestADeadProviderFailsAtOnce(t *testing.T) {
	t.Parallel()
	for name, breakage := range map[string]providertest.Breakage{"closes": providertest.Closes, "crashes": providertest.Crashes} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			f := newConnected(t, catalog.Options{Now: clock.Now})
			m := f.putModel(f.addProvider("one").ID, "tokens-5")
			if err := f.answer(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			f.wantHealth(chat.HealthOK)

			f.upstream.Break(breakage)
			for range 3 {
				wantKind(t, f.answer(t.Context(), m), chat.Upstream, "The provider ")
			}
			if h := f.wantHealth(chat.HealthDown); h.RetryAt.IsZero() || h.Problem == "" {
				t.Errorf("%+v", h)
			}
			asked := len(f.upstream.Requests())
			err := f.answer(t.Context(), m)
			wantKind(t, err, chat.Unavailable, "one does not answer. The provider ")
			if e, _ := errors.AsType[*chat.Error](err); e.Code != provider.CodeDown || e.RetryAfter <= 0 || !strings.Contains(string(e.Message), "It is tried again in ") {
				t.Errorf("%+v", e)
			}
			_, err = f.Relay(t.Context(), catalog.Completion{ModelID: m.ID, Messages: []json.RawMessage{}})
			wantKind(t, err, chat.Upstream, "one does not answer.")
			if n := len(f.upstream.Requests()); n != asked {
				t.Errorf("it was asked %d times while it is down", n-asked)
			}
			if c := f.choice("tokens-5"); !strings.HasPrefix(string(c.Unavailable), "one does not answer. ") || strings.Contains(string(c.Unavailable), "127.0.0.1") {
				t.Errorf("chosen as %+v", c)
			}

			f.upstream.Break(providertest.Works)
			clock.advance(5)
			if err := f.answer(t.Context(), m); err != nil {
				t.Errorf("once it is back: %v", err)
			}
			f.wantHealth(chat.HealthOK)
			if c := f.choice("tokens-5"); c.Unavailable != "" || !c.Local {
				t.Errorf("chosen as %+v", c)
			}
			f.wantChangesLogged(4)
		})
	}
}

// wantChangesLogged counts the lines about a change of health, and looks for
// what must not be in them.
func (f *fixture) wantChangesLogged(lines int) {
	f.t.Helper()
	log := f.log.String()
	if n := strings.Count(log, " to="); n != lines {
		f.t.Errorf("%d changes are in the log, want %d: %s", n, lines, log)
	}
	if strings.Contains(log, apiKey) || strings.Contains(log, "127.0.0.1") {
		f.t.Errorf("the log has secrets: %s", log)
	}
}

func TestASilentProviderIsDownAfterTwoTries(t *testing.T) {
	t.Parallel()
	clock := newClock()
	f := newConnected(t, catalog.Options{TestTimeout: 200 * time.Millisecond, Now: clock.ticking})
	p := f.addProvider("one")
	m := f.putModel(p.ID, "tokens-5")
	f.upstream.Break(providertest.Hangs)
	for _, want := range []chat.HealthState{chat.HealthFailing, chat.HealthDown} {
		found, err := f.Discovered(t.Context(), admin, p.ID, true)
		if err != nil || found.Problem != "The provider did not answer within 200ms." {
			t.Errorf("%+v, %v", found, err)
		}
		f.wantHealth(want)
	}
	wantKind(t, f.answer(t.Context(), m), chat.Unavailable, "did not answer within 200ms. It is tried again in ")
	f.upstream.Break(providertest.Works)
	problem := "a busy machine may take longer than that"
	for problem != "" {
		problem = string(f.discovered(p.ID, true).Problem)
	}
	if h := f.wantHealth(chat.HealthOK); h.Latency <= 0 {
		t.Errorf("%+v", h)
	}
	if err := f.answer(t.Context(), m); err != nil {
		t.Error(err)
	}
}

func TestStoppedAnswersAndWrongKeysDoNotTakeAProviderDown(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	p := f.addProvider("one")
	hang := f.putModel(p.ID, "hang")
	for range 4 {
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
		wantKind(t, f.answer(ctx, hang), chat.Canceled, "")
		stop()
	}
	f.wantHealth(chat.HealthUnknown)
	f.upstream.RequireKey("another")
	for range 4 {
		wantKind(t, f.answer(t.Context(), hang), chat.Upstream, "Check its API key")
	}
	if h := f.wantHealth(chat.HealthFailing); !strings.Contains(string(h.Problem), "Check its API key") {
		t.Errorf("%+v", h)
	}
	if c := f.choice("hang"); c.Unavailable != "" {
		t.Errorf("chosen as %+v", c)
	}
}

func TestWhatFailsIsAskedSooner(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.set(nil, "a")
		f.addListed("one")
		f.want("at once", "a")
		l.set(unreachable())
		asked := l.count()
		pass(time.Second)
		if err := f.answer(t.Context(), f.model("a").Model); chat.KindOf(err) != chat.Unavailable {
			t.Fatal(err)
		}
		f.wantHealth(chat.HealthFailing)
		pass(7 * time.Second)
		synctest.Wait()
		if n := l.count() - asked; n != 2 {
			t.Errorf("asked %d times soon after an answer failed", n)
		}
		f.wantHealth(chat.HealthDown)
		if p := f.provider("one"); p.ModelsAt.IsZero() || !p.ModelsStale {
			t.Errorf("listed as %+v", p)
		}
		f.want("a provider that is down keeps its models", "a")
		l.set(nil, "a")
		pass(time.Minute + time.Second)
		synctest.Wait()
		f.wantHealth(chat.HealthOK)
		f.wantChangesLogged(4)
	})
}

func TestRecheck(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.set(unreachable())
		f.addListed("one")
		pass(time.Hour)
		synctest.Wait()
		asked := l.count()
		for range 47 { // the longest pause lasts 48 at least, so it ends once at most
			f.Recheck()
			pass(time.Second)
		}
		synctest.Wait()
		if n := l.count() - asked; n < 4 || n > 6 {
			t.Errorf("asked %d times in 47 seconds", n)
		}
		l.set(nil, "a")
		pass(10 * time.Second)
		f.Recheck()
		pass(2 * time.Second)
		f.want("at once", "a")
		asked = l.count()
		for range 55 {
			f.Recheck()
			pass(time.Second)
		}
		if n := l.count() - asked; n != 0 {
			t.Errorf("asked %d times though nothing is wrong", n)
		}
	})
}

func TestAChangedProviderBeginsAnew(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	p := f.addProvider("one")
	m := f.putModel(p.ID, "close")
	for range 3 {
		_ = f.answer(t.Context(), m)
	}
	f.wantHealth(chat.HealthDown)
	if _, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, APIKey: new("another")}); err != nil {
		t.Fatal(err)
	}
	f.wantHealth(chat.HealthUnknown)
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	registry := prometheus.NewPedanticRegistry()
	f.registry = registry
	f.restart(1)
	f.sync("")
	off := f.addProvider("off")
	if _, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: off.ID, Enabled: new(false)}); err != nil {
		t.Fatal(err)
	}
	m := f.putModel(f.addProvider("one").ID, "close")
	for range 5 {
		_ = f.answer(t.Context(), m)
	}
	const want = `
# HELP provider_failures_total Calls of a provider that failed because it was not reached, silent, broken or had too much to do.
# TYPE provider_failures_total counter
provider_failures_total{provider="Built-in demo"} 0
provider_failures_total{provider="one"} 3
# HELP provider_health 1 for the state that a provider is in (unknown, ok, failing, down), 0 for the others.
# TYPE provider_health gauge
provider_health{provider="Built-in demo",state="down"} 0
provider_health{provider="Built-in demo",state="failing"} 0
provider_health{provider="Built-in demo",state="ok"} 0
provider_health{provider="Built-in demo",state="unknown"} 1
provider_health{provider="one",state="down"} 1
provider_health{provider="one",state="failing"} 0
provider_health{provider="one",state="ok"} 0
provider_health{provider="one",state="unknown"} 0
# HELP provider_refusals_total Requests for an answer that were not made because the provider or the model is down.
# TYPE provider_refusals_total counter
provider_refusals_total{provider="Built-in demo"} 0
provider_refusals_total{provider="one"} 2
`
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want)); err != nil {
		t.Error(err)
	}
}
