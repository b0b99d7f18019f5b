package storetest

import (
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

func testConversations(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	n := store.NewConversation{
		ID: chat.NewID[chat.Conversation](), Kind: chat.KindGroup, Title: "Plans", AutoTitle: true,
		AssistantMode: chat.AssistantMention, Owner: ada.ID, At: w.now(),
	}
	c, err := w.AddConversation(ctx, n)
	w.must(err)
	want := chat.Conversation{
		ID: n.ID, Kind: chat.KindGroup, Title: "Plans", IsGroup: true, Role: chat.RoleOwner, AssistantMode: chat.AssistantMention,
		AutoTitle: true, CreatedAt: n.At, LastActivityAt: n.At,
	}
	equal(w, "conversation", c, want)
	equal(w, "stored conversation", w.see(c, ada.ID), want)
	_, err = w.FindConversation(ctx, chat.NewID[chat.Conversation](), ada.ID)
	w.refuses(chat.NotFound, err)
	top, err := w.TopPosition(ctx, c.ID)
	w.must(err)
	equal(w, "top position", top, 0)
	_, err = w.TopPosition(ctx, chat.NewID[chat.Conversation]())
	w.refuses(chat.NotFound, err)
	busy := w.group(ada.ID)
	w.root(busy, ada.ID, "hello")
	tops, err := w.TopPositions(ctx, []chat.ConversationID{c.ID, busy.ID, chat.NewID[chat.Conversation]()})
	w.must(err)
	busyTop, err := w.TopPosition(ctx, busy.ID)
	w.must(err)
	equal(w, "top positions", tops, map[chat.ConversationID]int64{c.ID: 0, busy.ID: busyTop})
	_, err = w.AddConversation(ctx, n)
	w.refuses(chat.Conflict, err)
}

func testListConversations(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	first, group, last := w.chat(ada.ID), w.group(bob.ID, ada.ID), w.chat(ada.ID)
	w.chat(bob.ID)
	list := func(f store.ConversationFilter) ([]chat.ConversationID, bool) {
		found, more, err := w.ListConversations(ctx, ada.ID, f)
		w.must(err)
		return conversationIDs(found), more
	}
	all, more := list(store.ConversationFilter{Limit: 3})
	equal(w, "newest first", all, []chat.ConversationID{last.ID, group.ID, first.ID})
	equal(w, "more", more, false)

	w.root(group, bob.ID, "news")
	_, answer := w.ask(first, chat.MessageID{}, ada.ID, "hello?")
	all, more = list(store.ConversationFilter{Limit: 2})
	equal(w, "by activity", all, []chat.ConversationID{first.ID, group.ID})
	equal(w, "more", more, true)
	top := w.see(group, ada.ID)
	equal(w, "unread", top.Unread, 1)
	rest, _ := list(store.ConversationFilter{Limit: 2, Before: store.Cursor{At: top.LastActivityAt, ID: top.ID.UUID}})
	equal(w, "next page", rest, []chat.ConversationID{last.ID})
	older, _ := list(store.ConversationFilter{Limit: 9, Before: store.Cursor{At: top.LastActivityAt}})
	equal(w, "strictly older", older, []chat.ConversationID{last.ID})

	equal(w, "generating", w.see(first, ada.ID).Generating, true)
	w.finish(answer)
	equal(w, "generating", w.see(first, ada.ID).Generating, false)
	chats, _ := list(store.ConversationFilter{Kind: chat.KindChat, Limit: 9})
	equal(w, "chats", chats, []chat.ConversationID{first.ID, last.ID})
	_, _, err := w.UpdateConversation(ctx, store.ConversationPatch{ID: last.ID, By: ada.ID, Archived: pointer(true), At: w.now()})
	w.must(err)
	chats, _ = list(store.ConversationFilter{Kind: chat.KindChat, Limit: 9})
	equal(w, "chats without archived", chats, []chat.ConversationID{first.ID})
	chats, _ = list(store.ConversationFilter{Kind: chat.KindChat, Archived: true, Limit: 9})
	equal(w, "chats with archived", chats, []chat.ConversationID{first.ID, last.ID})

	// Several of one instant: the greater id first, none twice, none lost.
	at := w.now()
	var tied []chat.ConversationID
	for range 5 {
		c, err := w.AddConversation(ctx, store.NewConversation{ID: chat.NewID[chat.Conversation](), Kind: chat.KindChat, Owner: ada.ID, At: at})
		w.must(err)
		tied = append([]chat.ConversationID{c.ID}, tied...)
	}
	var walked []chat.ConversationID
	before := store.Cursor{}
	for range 5 {
		page, _ := list(store.ConversationFilter{Limit: 1, Before: before})
		before = store.Cursor{At: at, ID: page[0].UUID}
		walked = append(walked, page...)
	}
	equal(w, "ties", walked, tied)
}

func testUpdateConversation(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	model := w.model(w.provider("local"), "m")
	said := w.root(c, ada.ID, "hello")
	before := w.see(c, ada.ID)

	p := store.ConversationPatch{
		ID: c.ID, By: ada.ID, Title: pointer("New"), AssistantMode: pointer(chat.AssistantOff), SystemPrompt: pointer("be brief"),
		ModelID: &model.ID, Archived: pointer(true), ActiveLeaf: &said.ID, At: w.now(),
	}
	changed, events, err := w.UpdateConversation(ctx, p)
	w.must(err)
	want := before
	want.Title, want.AssistantMode, want.SystemPrompt, want.ModelID = "New", chat.AssistantOff, "be brief", model.ID
	want.ModeChosen = true
	want.ArchivedAt, want.ActiveLeaf, want.Position = p.At, said.ID, before.Position+1
	equal(w, "changed conversation", changed, want)
	equal(w, "stored conversation", w.see(c, ada.ID), want)
	w.wantTypes(events, chat.EventConversationUpdated)
	equal(w, "payload", payload[chat.ConversationPayload](w, events[0]), chat.ConversationPayload{
		ConversationID: c.ID, Title: "New", AssistantMode: chat.AssistantOff, SystemPrompt: "be brief", ModelID: model.ID,
		ActiveLeaf: said.ID, IsGroup: true, ArchivedAt: p.At,
	})

	_, events, err = w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: ada.ID, ModelID: &chat.ModelID{}, Archived: pointer(false), At: w.now()})
	w.must(err)
	equal(w, "model and archive", []any{w.see(c, ada.ID).ModelID, w.see(c, ada.ID).ArchivedAt}, []any{chat.ModelID{}, time.Time{}})
	w.wantTypes(events, chat.EventConversationUpdated)

	// What is so already is no news.
	for what, p := range map[string]store.ConversationPatch{
		"nothing": {},
		"the same": {
			Title: pointer("New"), AssistantMode: pointer(chat.AssistantOff), SystemPrompt: pointer("be brief"),
			ModelID: &chat.ModelID{}, Archived: pointer(false), ActiveLeaf: &said.ID,
		},
	} {
		p.ID, p.By, p.At = c.ID, ada.ID, w.now()
		top := w.see(c, ada.ID).Position
		same, events, err := w.UpdateConversation(ctx, p)
		w.must(err)
		w.wantTypes(events)
		equal(w, what, same, w.see(c, ada.ID))
		equal(w, "position", same.Position, top)
	}

	_, _, err = w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: bob.ID, ActiveLeaf: &said.ID, At: w.now()})
	w.must(err)
	_, _, err = w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: bob.ID, Title: pointer("Mine"), At: w.now()})
	w.refuses(chat.Forbidden, err)
	elsewhere := w.root(w.chat(ada.ID), ada.ID, "elsewhere")
	_, _, err = w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: ada.ID, ActiveLeaf: &elsewhere.ID, At: w.now()})
	w.refuses(chat.NotFound, err)
	_, _, err = w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: ada.ID, ModelID: pointer(chat.NewID[chat.Model]()), At: w.now()})
	w.refuses(chat.Invalid, err)
	w.log(c)
}

func testTrash(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	question, answer := w.ask(c, chat.MessageID{}, ada.ID, "hello?")
	_, _, err := w.DeleteConversation(ctx, c.ID, bob.ID, w.now())
	w.refuses(chat.Forbidden, err)

	at := w.now()
	running, events, err := w.DeleteConversation(ctx, c.ID, ada.ID, at)
	w.must(err)
	equal(w, "running answers", running, []chat.MessageID{answer.ID})
	w.wantTypes(events, chat.EventConversationUpdated)
	equal(w, "deleted at", payload[chat.ConversationPayload](w, events[0]).DeletedAt, at)
	equal(w, "owner's view", w.see(c, ada.ID).DeletedAt, at)

	_, err = w.FindConversation(ctx, c.ID, bob.ID)
	w.refuses(chat.NotFound, err)
	_, err = w.Role(ctx, c.ID, ada.ID)
	w.refuses(chat.NotFound, err)
	_, err = w.FindMessage(ctx, question.ID, ada.ID)
	w.refuses(chat.NotFound, err)
	_, err = w.PostMessage(ctx, w.newMessage(c, question.ID, ada.ID, "more"))
	w.refuses(chat.NotFound, err)
	_, err = w.Line(ctx, store.LineQuery{ConversationID: c.ID, Viewer: ada.ID, Limit: 1})
	w.refuses(chat.NotFound, err)
	_, _, err = w.ListTree(ctx, store.TreePage{RootID: question.ID, Viewer: ada.ID, Limit: 1})
	w.refuses(chat.NotFound, err)
	_, _, err = w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: ada.ID, Title: pointer("x"), At: w.now()})
	w.refuses(chat.NotFound, err)
	list, _, err := w.ListConversations(ctx, ada.ID, store.ConversationFilter{Archived: true, Limit: 9})
	w.must(err)
	equal(w, "list", list, nil)
	running, events, err = w.DeleteConversation(ctx, c.ID, ada.ID, w.now())
	w.must(err)
	equal(w, "second deletion", len(running)+len(events), 0)

	w.finish(answer)
	restored, events, err := w.RestoreConversation(ctx, c.ID, ada.ID, w.now())
	w.must(err)
	w.wantTypes(events, chat.EventConversationUpdated)
	equal(w, "restored conversation", restored, w.see(c, ada.ID))
	equal(w, "members are back", w.see(c, bob.ID).DeletedAt, time.Time{})
	_, events, err = w.RestoreConversation(ctx, c.ID, ada.ID, w.now())
	w.must(err)
	w.wantTypes(events)
	w.log(c)
}

func testPurge(w *world) {
	ctx := w.Context()
	ada := w.account("ada")
	old, kept := w.chat(ada.ID), w.chat(ada.ID)
	parent := chat.MessageID{}
	for range 120 {
		_, answer := w.ask(old, parent, ada.ID, "again")
		w.chunk(answer, 0, "yes")
		w.finish(answer)
		parent = answer.ID
	}
	w.root(kept, ada.ID, "stays")
	for _, c := range []chat.Conversation{old, kept} {
		_, _, err := w.DeleteConversation(ctx, c.ID, ada.ID, w.now())
		w.must(err)
	}
	n, err := w.PurgeConversations(ctx, w.clock)
	w.must(err)
	equal(w, "purged", n, 1)
	_, err = w.FindConversation(ctx, old.ID, ada.ID)
	w.refuses(chat.NotFound, err)
	_, err = w.TopPosition(ctx, old.ID)
	w.refuses(chat.NotFound, err)
	_, err = w.Prompt(ctx, parent)
	w.refuses(chat.NotFound, err)
	_, _, err = w.RestoreConversation(ctx, old.ID, ada.ID, w.now())
	w.refuses(chat.NotFound, err)
	_, _, err = w.RestoreConversation(ctx, kept.ID, ada.ID, w.now())
	w.must(err)
	n, err = w.PurgeConversations(ctx, w.now())
	w.must(err)
	equal(w, "purged again", n, 0)
}

// testModes: a chat that somebody joins takes the default mode of groups,
// unless a mode was chosen for it.
func testModes(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	create := func(mode chat.AssistantMode, chosen bool) chat.Conversation {
		c, err := w.AddConversation(ctx, store.NewConversation{
			ID: chat.NewID[chat.Conversation](), Kind: chat.KindChat, Owner: ada.ID, AssistantMode: mode, ModeChosen: chosen, At: w.now(),
		})
		w.must(err)
		return c
	}
	patched := create(chat.AssistantAuto, false)
	_, _, err := w.UpdateConversation(ctx, store.ConversationPatch{
		ID: patched.ID, By: ada.ID, AssistantMode: pointer(chat.AssistantAuto), At: w.now(),
	})
	w.must(err)
	for what, tt := range map[string]struct {
		c    chat.Conversation
		want chat.AssistantMode
	}{
		"the default":     {create(chat.AssistantAuto, false), chat.AssistantMention},
		"chosen":          {create(chat.AssistantAuto, true), chat.AssistantAuto},
		"chosen later":    {patched, chat.AssistantAuto},
		"off":             {create(chat.AssistantOff, true), chat.AssistantOff},
		"not the default": {create(chat.AssistantOff, false), chat.AssistantOff}, // as before the choice was remembered
	} {
		events, err := w.AddParticipant(ctx, tt.c.ID, bob.ID, chat.RoleParticipant, ada.ID, w.now())
		w.must(err)
		w.wantTypes(events, chat.EventConversationUpdated, chat.EventMembershipChanged)
		told := payload[chat.ConversationPayload](w, events[0])
		seen := w.see(tt.c, bob.ID)
		equal(w, what, []any{seen.AssistantMode, seen.Kind, told.AssistantMode, told.IsGroup}, []any{tt.want, chat.KindGroup, tt.want, true})
	}
}

// testArchive: archiving takes a conversation out of everybody's list, and
// nothing else changes.
func testArchive(w *world) {
	ctx := w.Context()
	ada, bob := w.account("ada"), w.account("bob")
	c := w.group(ada.ID, bob.ID)
	archive := func(archived bool) {
		_, _, err := w.UpdateConversation(ctx, store.ConversationPatch{ID: c.ID, By: ada.ID, Archived: &archived, At: w.now()})
		w.must(err)
	}
	listed := func(archived bool) []chat.ConversationID {
		list, _, err := w.ListConversations(ctx, bob.ID, store.ConversationFilter{Archived: archived, Limit: 9})
		w.must(err)
		return conversationIDs(list)
	}
	archive(true)
	at := w.clock
	equal(w, "listed", listed(false), nil)
	equal(w, "listed with archived ones", listed(true), []chat.ConversationID{c.ID})
	w.root(c, ada.ID, "still here")
	archive(true)
	seen := w.see(c, bob.ID)
	equal(w, "archived at, unread", []any{seen.ArchivedAt, seen.Unread}, []any{at, int64(1)})
	equal(w, "listed after a post", listed(false), nil)
	archive(false)
	equal(w, "listed again", listed(false), []chat.ConversationID{c.ID})
}
