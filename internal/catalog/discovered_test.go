package catalog_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/provider"
)

func (f *fixture) discovered(id chat.ProviderID, refresh bool) catalog.Discovered {
	f.t.Helper()
	found, err := f.Discovered(f.t.Context(), admin, id, refresh)
	if err != nil {
		f.t.Fatal(err)
	}
	return found
}

func TestDiscoveredAreChoices(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.offer(provider.Offer{ID: "a", Facts: said(4096, 0, 0)}, provider.Offer{ID: "b\tc"}, provider.Offer{ID: "embed"})
		p := f.addListed("one")
		synctest.Wait()
		asked := l.count()
		found := f.discovered(p.ID, false)
		if len(found.Models) != 2 || found.Models[0].ID != "a" || found.Models[1].ID != "embed" || found.Problem != "" || found.At.IsZero() {
			t.Errorf("%+v", found)
		}
		if m := found.Models[0]; m.Configured || !m.Facts.Equal(said(4096, 0, 0)) {
			t.Errorf("%+v", m)
		}
		f.putModel(p.ID, "embed")
		if m := f.discovered(p.ID, false).Models[1]; !m.Configured {
			t.Errorf("%+v", m)
		}
		if l.count() != asked {
			t.Error("the provider was asked")
		}

		l.set(nil, "c")
		if found = f.discovered(p.ID, true); len(found.Models) != 1 || found.Models[0].ID != "c" {
			t.Errorf("asked again: %+v", found)
		}
		l.hangs(true)
		pass(time.Second)
		start := time.Now()
		if got := f.discovered(p.ID, false); len(got.Models) != 1 || time.Since(start) != 0 {
			t.Errorf("after %v: %+v", time.Since(start), got)
		}
		stale := f.discovered(p.ID, true)
		if took := time.Since(start); took != 20*time.Second || stale.Problem != "The provider did not answer within 20s." || !stale.At.Equal(found.At) || len(stale.Models) != 1 {
			t.Errorf("after %v: %+v", took, stale)
		}
		l.hangs(false)
		if _, err := f.Discovered(t.Context(), admin, chat.NewID[chat.Provider](), true); chat.KindOf(err) != chat.NotFound {
			t.Error(err)
		}
	})
}

func TestSavingNeedsNoAnswer(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	f.upstream.Close()
	p := f.addProvider("one")
	if _, err := f.UpdateProvider(t.Context(), admin, catalog.ProviderUpdate{ID: p.ID, Name: new("two")}); err != nil {
		t.Error(err)
	}
	f.putModel(p.ID, "a")
	if found := f.discovered(p.ID, false); found.Models == nil || !found.At.IsZero() || found.Problem != "" {
		t.Errorf("before it was asked: %+v", found)
	}
	if found := f.discovered(p.ID, true); found.Models == nil || found.Problem == "" {
		t.Errorf("asked: %+v", found)
	}
}
