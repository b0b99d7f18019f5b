package catalog_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/chat"
)

func TestAnOverloadedProviderIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	t.Parallel()
	clock := newClock()
	f := newConnected(t, catalog.Options{Now: clock.Now})
	m := f.putModel(f.addProvider("one").ID, "status-429-retry-42")
	for range 3 {
		wantKind(t, f.answer(t.Context(), m), chat.RateLimited, "")
	}
	wantKind(t, f.answer(t.Context(), m), chat.Unavailable, "It is tried again in 42s.")
	if e, _ := errors.AsType[*chat.Error](f.answer(t.Context(), m)); e.RetryAfter != 42*time.Second {
		t.Errorf("to wait %v", e.RetryAfter)
	}
	clock.advance(42)
	wantKind(t, f.answer(t.Context(), m), chat.RateLimited, "")
}

// TestAWorkingListDoesNotEndWhatAnswersFound walks through an hour with a
// provider that lists its models and does not answer.
func TestAWorkingListDoesNotEndWhatAnswersFound(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.set(nil, "a")
		f.addListed("one")
		f.want("at once", "a")
		l.silent(true)
		a := f.choice("a").Model
		for range 3 {
			wantKind(t, f.answer(t.Context(), a), chat.Unavailable, "did not answer in time")
		}
		f.wantHealth(chat.HealthDown)
		for range 60 {
			asked := l.count()
			f.Recheck()
			pass(time.Minute)
			synctest.Wait()
			if l.count() == asked {
				t.Fatal("its list is not asked for")
			}
			f.wantHealth(chat.HealthFailing)
			if c := f.choice("a"); c.Unavailable != "" {
				t.Fatalf("nobody is to try it: %s", c.Unavailable)
			}
			wantKind(t, f.answer(t.Context(), a), chat.Unavailable, "did not answer in time")
			f.wantHealth(chat.HealthDown)
			wantKind(t, f.answer(t.Context(), a), chat.Unavailable, "It is tried again in ")
		}
		l.silent(false)
		pass(time.Minute)
		if err := f.answer(t.Context(), a); err != nil {
			t.Error(err)
		}
		f.wantHealth(chat.HealthOK)
	})
}

// TestAProviderThatFellSilentIsFoundByProbes without anybody who asks it.
func TestAProviderThatFellSilentIsFoundByProbes(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.hangs(true)
		f.addListed("one")
		pass(24 * time.Second)
		synctest.Wait()
		if h := f.wantHealth(chat.HealthDown); h.Problem != "The provider did not answer within 10s." {
			t.Errorf("%+v", h)
		}
		asked := l.count()
		pass(time.Hour)
		if n := l.count() - asked; n < 45 || n > 75 {
			t.Errorf("asked %d times within an hour", n)
		}
		l.hangs(false)
		l.set(nil, "a")
		pass(time.Minute + 11*time.Second)
		f.want("once it is back", "a")
		f.wantHealth(chat.HealthOK)
	})
}

func TestAProviderThatAnswersIsNotDownForItsList(t *testing.T) {
	discovering(t, func(t *testing.T, f *fixture, l *lister) {
		l.hangs(true)
		m := f.putModel(f.addListed("one").ID, "a")
		pass(time.Minute)
		synctest.Wait()
		f.wantHealth(chat.HealthDown)
		for range 60 {
			if err := f.answer(t.Context(), m); err == nil {
				break
			}
			pass(time.Second)
		}
		for range 30 {
			pass(time.Minute)
			if err := f.answer(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			if h := f.wantHealth(chat.HealthFailing); !strings.HasPrefix(string(h.Problem), "It answers, but does not list its models.") {
				t.Errorf("%+v", h)
			}
			if c := f.choice("a"); c.Unavailable != "" {
				t.Errorf("chosen as %+v", c)
			}
		}
	})
}

func TestOneModelThatFailsLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	clock := newClock()
	f := newConnected(t, catalog.Options{Now: clock.Now})
	p := f.addProvider("one")
	broken, works := f.putModel(p.ID, "status-503"), f.putModel(p.ID, "tokens-5")
	for range 3 {
		wantKind(t, f.answer(t.Context(), broken), chat.Upstream, "")
	}
	clock.advance(5)
	if err := f.answer(t.Context(), works); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		_ = f.answer(t.Context(), broken)
		clock.advance(60)
	}
	_ = f.answer(t.Context(), broken)
	wantKind(t, f.answer(t.Context(), broken), chat.Unavailable, "This model of one does not answer. The provider refused the request: 503")
	if c := f.choice("status-503"); !strings.HasPrefix(string(c.Unavailable), "This model of one does not answer. ") {
		t.Errorf("chosen as %+v", c)
	}
	if c := f.choice("tokens-5"); c.Unavailable != "" {
		t.Errorf("chosen as %+v", c)
	}
	if h := f.wantHealth(chat.HealthFailing); !strings.HasPrefix(string(h.Problem), "There are no answers from status-503. ") {
		t.Errorf("%+v", h)
	}
}

// TestARelayedAnswerIsHeardWhenItIsRead: a header is no answer yet.
func TestARelayedAnswerIsHeardWhenItIsRead(t *testing.T) {
	t.Parallel()
	f := newConnected(t, catalog.Options{})
	m := f.putModel(f.addProvider("one").ID, "close-after-0")
	for range 3 {
		answer, err := f.Relay(t.Context(), catalog.Completion{ModelID: m.ID, Messages: []json.RawMessage{}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(answer); err == nil {
			t.Error("it did not break off")
		}
		answer.Close()
	}
	f.wantHealth(chat.HealthDown)
}
