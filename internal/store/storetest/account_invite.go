package storetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func (w *world) newAccountInvite(by chat.Account) store.NewAccountInvite {
	at := w.now()
	return store.NewAccountInvite{
		AccountInvite: chat.AccountInvite{
			ID: chat.NewID[chat.AccountInvite](), Roles: chat.RoleMember, Email: "eve@example.com", DisplayName: "Eve E.", InvitedBy: by.ID,
			InviteLife: chat.InviteLife{CreatedAt: at, ExpiresAt: at.Add(time.Hour)},
		},
		TokenHash: chat.HashInviteToken(chat.NewInviteToken()),
	}
}

func (w *world) accountInvite(by chat.Account) store.NewAccountInvite {
	w.Helper()
	n := w.newAccountInvite(by)
	w.must(w.AddAccountInvite(w.Context(), n))
	return n
}

// becomes tries to make an account by an invitation.
func (w *world) becomes(n store.NewAccountInvite, name string, at time.Time) (chat.Account, error) {
	return w.AcceptAccountInvite(w.Context(), store.AcceptAccountInvite{
		Account: chat.Account{
			ID: chat.NewID[chat.Account](), Username: name, DisplayName: "Dr. " + name, Theme: "system", CreatedAt: at, UpdatedAt: at,
		},
		PasswordHash: "hash of " + name,
		TokenHash:    n.TokenHash,
	})
}

func (w *world) accountInviteState(n store.NewAccountInvite) chat.InviteState {
	w.Helper()
	found, err := w.FindAccountInvite(w.Context(), n.TokenHash)
	w.must(err)
	return found.Invite.State(w.clock)
}

func testAccountInvites(w *world) {
	ctx := w.Context()
	root, bob := w.administrator("root"), w.account("bob")
	first := w.accountInvite(root)
	found, err := w.FindAccountInvite(ctx, first.TokenHash)
	w.must(err)
	equal(w, "found", found, store.FoundAccountInvite{Invite: first.AccountInvite, Inviter: "root"})
	_, err = w.FindAccountInvite(ctx, []byte("nonsense"))
	w.refuses(chat.NotFound, err)
	w.refuses(chat.Forbidden, w.AddAccountInvite(ctx, w.newAccountInvite(bob)))

	second := w.newAccountInvite(root)
	second.Roles, second.Email, second.DisplayName = chat.RoleAdmin|chat.RoleMember, "", ""
	w.must(w.AddAccountInvite(ctx, second))
	list, err := w.ListAccountInvites(ctx, 9)
	w.must(err)
	equal(w, "newest first", list, []store.FoundAccountInvite{{Invite: second.AccountInvite, Inviter: "root"}, found})
	list, err = w.ListAccountInvites(ctx, 1)
	w.must(err)
	equal(w, "the newest one", list, []store.FoundAccountInvite{{Invite: second.AccountInvite, Inviter: "root"}})

	at := w.now()
	w.must(w.RevokeAccountInvite(ctx, first.ID, at))
	w.must(w.RevokeAccountInvite(ctx, first.ID, w.now()))
	found, err = w.FindAccountInvite(ctx, first.TokenHash)
	w.must(err)
	equal(w, "withdrawn at", found.Invite.RevokedAt, at)
	w.refuses(chat.NotFound, w.RevokeAccountInvite(ctx, chat.NewID[chat.AccountInvite](), w.now()))
}

func testAcceptAccountInvite(w *world) {
	ctx := w.Context()
	root := w.administrator("root")
	n := w.newAccountInvite(root)
	n.Roles = chat.RoleAdmin | chat.RoleMember
	w.must(w.AddAccountInvite(ctx, n))

	_, err := w.becomes(n, "ROOT", w.now())
	w.refuses(chat.Conflict, err)
	equal(w, "after a name that is taken", w.accountInviteState(n), chat.InviteOpen)
	made, err := w.becomes(n, "eve", w.now())
	w.must(err)
	equal(w, "roles", made.Roles, n.Roles)
	stored, err := w.FindCredentials(ctx, "eve")
	w.must(err)
	equal(w, "account", stored, store.Credentials{Account: made, PasswordHash: "hash of eve"})
	found, err := w.FindAccountInvite(ctx, n.TokenHash)
	w.must(err)
	equal(w, "used", []any{found.Invite.AcceptedBy, found.Invite.AcceptedAt, found.User}, []any{made.ID, made.CreatedAt, "eve"})
	w.refuses(chat.Conflict, w.RevokeAccountInvite(ctx, n.ID, w.now()))

	withdrawn, expired := w.accountInvite(root), w.accountInvite(root)
	w.must(w.RevokeAccountInvite(ctx, withdrawn.ID, w.now()))
	for _, tt := range []struct {
		invite store.NewAccountInvite
		at     time.Time
		kind   chat.Kind
	}{
		{n, w.now(), chat.Conflict},
		{withdrawn, w.now(), chat.Gone},
		{expired, expired.ExpiresAt, chat.Gone},
		{store.NewAccountInvite{TokenHash: []byte("nonsense")}, w.now(), chat.NotFound},
	} {
		_, err := w.becomes(tt.invite, "late", tt.at)
		w.refuses(tt.kind, err)
	}
	_, err = w.FindCredentials(ctx, "late")
	w.refuses(chat.NotFound, err)
}

// testAccountInviteRace: of several people who use one invitation at the same
// time one gets an account.
func testAccountInviteRace(w *world) {
	n := w.accountInvite(w.administrator("root"))
	at := w.now()
	var wg sync.WaitGroup
	errs := make([]error, 5)
	for i := range errs {
		wg.Go(func() { _, errs[i] = w.becomes(n, fmt.Sprintf("person%d", i), at) })
	}
	wg.Wait()
	won := slices.Index(errs, nil)
	if won < 0 {
		w.Fatal(errs)
	}
	for i, err := range errs {
		if i != won {
			w.refuses(chat.Conflict, err)
		}
	}
	list, err := w.ListAccounts(w.Context())
	w.must(err)
	equal(w, "accounts", len(list), 2)
}

func testSweepAccountInvites(w *world) {
	ctx := w.Context()
	root := w.administrator("root")
	expired, used, open := w.accountInvite(root), w.accountInvite(root), w.accountInvite(root)
	_, err := w.becomes(used, "eve", w.now())
	w.must(err)
	sweep := func(before time.Time, limit int) int {
		n, err := w.SweepAccountInvites(ctx, before, limit)
		w.must(err)
		return n
	}
	equal(w, "swept too early", sweep(expired.ExpiresAt, 9), 0)
	equal(w, "a batch", sweep(open.ExpiresAt, 1), 1)
	equal(w, "the rest", sweep(open.ExpiresAt, 9), 1)
	list, err := w.ListAccountInvites(ctx, 9)
	w.must(err)
	equal(w, "left", list, []store.FoundAccountInvite{{Invite: open.AccountInvite, Inviter: "root"}})
}

func testWithdrawnAccountInvites(w *world) {
	ctx := w.Context()
	root := w.administrator("root")
	others := w.accountInvite(root)
	update := func(p store.AccountPatch) func(chat.Account) error {
		return func(a chat.Account) error {
			p.ID, p.At = a.ID, w.now()
			_, err := w.UpdateAccount(ctx, p)
			return err
		}
	}
	for name, end := range map[string]func(chat.Account) error{
		"demoted":  update(store.AccountPatch{Roles: pointer(chat.RoleMember)}),
		"disabled": update(store.AccountPatch{Disabled: pointer(true)}),
		"deleted":  w.delete,
	} {
		by := w.administrator(name)
		open, used := w.accountInvite(by), w.accountInvite(by)
		_, err := w.becomes(used, "by-"+name, w.now())
		w.must(err)
		w.must(update(store.AccountPatch{Theme: pointer("dark")})(by))
		equal(w, "before "+name, w.accountInviteState(open), chat.InviteOpen)
		w.must(end(by))
		equal(w, name, []chat.InviteState{w.accountInviteState(open), w.accountInviteState(used)},
			[]chat.InviteState{chat.InviteRevoked, chat.InviteAccepted})
	}
	equal(w, "others", w.accountInviteState(others), chat.InviteOpen)
}
