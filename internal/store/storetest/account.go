package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testAccounts(w *world) {
	ctx := w.Context()
	bob := w.account("bob")
	ada := chat.Account{
		ID: chat.NewID[chat.Account](), Username: "Ada", Email: "ada@example.org", DisplayName: "Ada L.",
		Roles: chat.RoleAdmin | chat.RoleMember, Theme: "dark", MustChangePassword: true,
		CreatedAt: w.now(), UpdatedAt: w.clock,
	}
	w.must(w.AddAccount(ctx, ada, "secret"))

	for _, login := range []string{"ada", "ADA", "Ada@Example.org"} {
		c, err := w.FindCredentials(ctx, login)
		w.must(err)
		equal(w, "credentials of "+login, c, store.Credentials{Account: ada, PasswordHash: "secret"})
	}
	_, err := w.FindCredentials(ctx, "nobody")
	w.refuses(chat.NotFound, err)
	_, err = w.AttemptPassword(ctx, store.PasswordAttempt{Account: chat.NewID[chat.Account]()})
	w.refuses(chat.NotFound, err)

	list, err := w.ListAccounts(ctx)
	w.must(err)
	equal(w, "accounts", list, []chat.Account{ada, bob})
	one, err := w.FindAccount(ctx, ada.ID)
	w.must(err)
	equal(w, "account", one, ada)
	_, err = w.FindAccount(ctx, chat.NewID[chat.Account]())
	w.refuses(chat.NotFound, err)

	changed, err := w.UpdateAccount(ctx, store.AccountPatch{
		ID: ada.ID, Email: pointer(""), Theme: pointer("light"), MustChangePassword: pointer(false), PasswordHash: pointer("new"), At: w.now(),
	})
	w.must(err)
	before := ada
	ada.Email, ada.Theme, ada.MustChangePassword, ada.UpdatedAt = "", "light", false, w.clock
	equal(w, "changed account", changed, store.Changed[chat.Account]{Before: before, After: ada})
	c, err := w.AttemptPassword(ctx, store.PasswordAttempt{Account: ada.ID})
	w.must(err)
	equal(w, "stored account", c, store.Credentials{Account: ada, PasswordHash: "new"})
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: chat.NewID[chat.Account](), At: w.now()})
	w.refuses(chat.NotFound, err)
}

func testLoginConflicts(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	_, err := w.UpdateAccount(ctx, store.AccountPatch{ID: ada.ID, Email: pointer("ada@example.org"), At: w.now()})
	w.must(err)
	taken := []chat.Account{
		{Username: "ADA"},
		{Username: "Ada@example.ORG"},
		{Username: "bob", Email: "ADA@example.org"},
		{Username: "bob", Email: "ada"},
	}
	for _, a := range taken {
		a.ID, a.CreatedAt, a.UpdatedAt = chat.NewID[chat.Account](), w.now(), w.clock
		w.refuses(chat.Conflict, w.AddAccount(ctx, a, ""))
	}
	bob := w.account("bob")
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: bob.ID, Email: pointer("ada@example.org"), At: w.now()})
	w.refuses(chat.Conflict, err)
	_, err = w.UpdateAccount(ctx, store.AccountPatch{ID: ada.ID, Username: pointer("ADA"), At: w.now()})
	w.must(err)
}

func testLastAdministrator(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	promote := func(a chat.Account) {
		_, err := w.UpdateAccount(ctx, store.AccountPatch{ID: a.ID, Roles: pointer(chat.RoleAdmin), At: w.now()})
		w.must(err)
	}
	promote(ada)
	demote := store.AccountPatch{ID: ada.ID, Roles: pointer(chat.RoleMember)}
	disable := store.AccountPatch{ID: ada.ID, Disabled: pointer(true)}
	for _, p := range []store.AccountPatch{demote, disable} {
		p.At = w.now()
		_, err := w.UpdateAccount(ctx, p)
		w.refuses(chat.Conflict, err)
	}
	w.refuses(chat.Conflict, w.delete(ada))

	promote(bob)
	disable.At = w.now()
	a, err := w.UpdateAccount(ctx, disable)
	w.must(err)
	equal(w, "disabled at", a.After.DisabledAt, disable.At)
	w.refuses(chat.Conflict, w.delete(bob))
	w.must(w.delete(ada))

	// Two administrators who remove each other at the same time.
	eve := w.account("eve")
	promote(eve)
	var wg sync.WaitGroup
	var removed atomic.Int32
	at := w.now()
	for _, id := range []chat.AccountID{bob.ID, eve.ID} {
		wg.Go(func() {
			if _, err := w.DeleteAccount(ctx, store.DeleteAccount{ID: id, At: at}); err == nil {
				removed.Add(1)
			}
		})
	}
	wg.Wait()
	equal(w, "removed administrators", removed.Load(), 1)
}

func testSetup(w *world) {
	ctx := w.Context()
	done, err := w.IsSetup(ctx)
	w.must(err)
	equal(w, "set up", done, false)
	fresh, err := w.Settings(ctx)
	w.must(err)

	n := newSetup("ada", w.now())
	n.ServerName, n.AccentColor = "Ours", "#123456"
	n.Provider = &chat.Provider{
		ID: chat.NewID[chat.Provider](), Name: "local", Type: chat.ProviderOpenAI, BaseURL: "http://127.0.0.1",
		Enabled: true, Source: chat.SourceAdmin, CreatedAt: w.clock, UpdatedAt: w.clock,
	}
	n.Models = []chat.Model{{
		ID: chat.NewID[chat.Model](), ProviderID: n.Provider.ID, UpstreamID: "m", DisplayName: "M", Enabled: true,
		IsDefault: true, Source: chat.SourceAdmin, CreatedAt: w.clock, UpdatedAt: w.clock,
	}}
	w.must(w.Setup(ctx, n))

	done, err = w.IsSetup(ctx)
	w.must(err)
	equal(w, "set up", done, true)
	settings, err := w.Settings(ctx)
	w.must(err)
	want := fresh
	want.ServerName, want.AccentColor, want.SetupComplete, want.UpdatedAt = "Ours", "#123456", true, w.clock
	equal(w, "settings", settings, want)
	models, err := w.ListModels(ctx)
	w.must(err)
	n.Models[0].ProviderName = "local"
	equal(w, "models", models, n.Models)
	w.refuses(chat.Conflict, w.Setup(ctx, newSetup("bob", w.now())))
}

func newSetup(name string, at time.Time) store.Setup {
	return store.Setup{PasswordHash: "hash", Account: chat.Account{
		ID: chat.NewID[chat.Account](), Username: name, Roles: chat.RoleAdmin | chat.RoleMember, Theme: "system",
		CreatedAt: at, UpdatedAt: at,
	}}
}

func testSetupRace(w *world) {
	var wg sync.WaitGroup
	var won, lost atomic.Int32
	at := w.now()
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		wg.Go(func() {
			switch err := w.Setup(w.Context(), newSetup(name, at)); {
			case err == nil:
				won.Add(1)
			case chat.KindOf(err) == chat.Conflict:
				lost.Add(1)
			}
		})
	}
	wg.Wait()
	equal(w, "set up by", []int32{won.Load(), lost.Load()}, []int32{1, 7})
	accounts, err := w.ListAccounts(w.Context())
	w.must(err)
	equal(w, "accounts", len(accounts), 1)
}

func testSettings(w *world) {
	ctx := w.Context()
	before, err := w.Settings(ctx)
	w.must(err)
	if before.ServerID == "" || before.ServerName == "" || before.AccentColor == "" || before.SetupComplete {
		w.Errorf("fresh settings: %+v", before)
	}
	changed, err := w.UpdateSettings(ctx, store.SettingsPatch{
		PublicURL: pointer("https://example.org"), CustomCSS: pointer("b{}"), TrustedProxies: &[]string{"10.0.0.0/8"},
		LMStudioPath: pointer("/opt/lms"), At: w.now(),
	})
	w.must(err)
	equal(w, "settings before", changed.Before, before)
	after := before
	after.PublicURL, after.CustomCSS, after.TrustedProxies, after.UpdatedAt = "https://example.org", "b{}", []string{"10.0.0.0/8"}, w.clock
	after.LMStudioPath = "/opt/lms"
	equal(w, "settings", changed.After, after)
	stored, err := w.Settings(ctx)
	w.must(err)
	equal(w, "stored settings", stored, after)
}
