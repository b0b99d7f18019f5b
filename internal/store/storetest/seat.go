package storetest

import (
	"bytes"
	"slices"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testSeats(w *world) {
	ctx := w.Context()
	ada, bob, eve := w.account("ada"), w.account("bob"), w.account("eve")
	seats := func(accounts ...chat.AccountID) []store.Seat {
		found, err := w.Seats(ctx, accounts)
		w.must(err)
		slices.SortFunc(found, func(a, b store.Seat) int {
			return bytes.Compare(append(a.AccountID.UUID[:], a.ConversationID.UUID[:]...), append(b.AccountID.UUID[:], b.ConversationID.UUID[:]...))
		})
		return found
	}
	top := func(c chat.Conversation) int64 {
		top, err := w.TopPosition(ctx, c.ID)
		w.must(err)
		return top
	}
	alone, shared := w.chat(ada.ID), w.group(ada.ID, bob.ID)
	w.root(alone, ada.ID, "hello")
	of := func(a chat.Account, c chat.Conversation) store.Seat {
		return store.Seat{AccountID: a.ID, ConversationID: c.ID, Position: top(c)}
	}
	equal(w, "one account", seats(ada.ID), []store.Seat{of(ada, alone), of(ada, shared)})
	equal(w, "several", seats(bob.ID, eve.ID, ada.ID), []store.Seat{of(ada, alone), of(ada, shared), of(bob, shared)})
	equal(w, "none", len(seats(eve.ID, chat.NewID[chat.Account]())), 0)
	equal(w, "nobody", len(seats()), 0)

	_, err := w.RemoveParticipant(ctx, shared.ID, bob.ID, ada.ID, w.now())
	w.must(err)
	equal(w, "who has left", len(seats(bob.ID)), 0)
	_, _, err = w.DeleteConversation(ctx, shared.ID, ada.ID, w.now())
	w.must(err)
	equal(w, "a deleted one can come back", seats(ada.ID), []store.Seat{of(ada, alone), of(ada, shared)})
}
