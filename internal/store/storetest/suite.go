package storetest

import (
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Run runs the suite. open returns an empty store that keeps its events; it
// closes it with t.Cleanup. Every subtest opens one of its own.
func Run(t *testing.T, open func(t *testing.T) Store) {
	tests := []struct {
		name string
		run  func(*world)
	}{
		{"accounts", testAccounts},
		{"names and addresses are taken across both", testLoginConflicts},
		{"the last administrator stays", testLastAdministrator},
		{"attempts are counted", testAttempts},
		{"attempts at one time", testConcurrentAttempts},
		{"attempts at a password", testPasswordAttempts},
		{"what a right password brings", testSignIn},
		{"how accounts are used", testAccountUse},
		{"deleting an account", testDeleteAccount},
		{"handing over what an account has", testHandOver},
		{"who may inherit", testHeirs},
		{"what of a group is inherited", testInherit},
		{"answers of somebody who goes", testRunningForDeleted},
		{"what an account has", testBelongings},
		{"invitations to make an account", testAccountInvites},
		{"making an account by an invitation", testAcceptAccountInvite},
		{"an invitation makes one account", testAccountInviteRace},
		{"expired invitations to make an account are swept", testSweepAccountInvites},
		{"invitations of somebody who is no administrator any more", testWithdrawnAccountInvites},
		{"setup", testSetup},
		{"setup happens once", testSetupRace},
		{"setup tokens", testSetupTokens},
		{"settings", testSettings},
		{"branding", testBranding},
		{"the encryption key is claimed once", testKey},
		{"sessions", testSessions},
		{"the oldest sessions give way", testMaxSessions},
		{"a session is rotated once", testRotation},
		{"a lineage of sessions ends as a whole", testLineages},
		{"no rotation outruns the end of a lineage", testRotationRace},
		{"ending all sessions but one", testEndSessions},
		{"ended sessions are swept", testSweep},
		{"providers", testProviders},
		{"models", testModels},
		{"facts about models", testModelFacts},
		{"what a provider offers", testOffers},
		{"messages outlive their model", testModelNames},

		{"conversations", testConversations},
		{"listing conversations", testListConversations},
		{"changing a conversation", testUpdateConversation},
		{"the mode of a chat that becomes a group", testModes},
		{"archiving", testArchive},
		{"a deleted conversation can be restored", testTrash},
		{"purging", testPurge},
		{"participants", testParticipants},
		{"who is in", testWhoIsIn},
		{"a change of membership rotates sessions", testMembershipRotation},
		{"invitations", testInvites},
		{"accepting an invitation", testAcceptInvite},
		{"an invitation lets one person in", testInviteRace},
		{"an invitation for one's own address", testInviteEmail},
		{"invitations of somebody who may not invite any more", testWithdrawnInvites},
		{"expired invitations are swept", testSweepInvites},
		{"signing up by an invitation", testSignUp},
		{"what outsiders and viewers may", testRights},
		{"seats", testSeats},

		{"posting", testPost},
		{"posting with an answer", testPostWithAnswer},
		{"posting with several answers", testSideBySide},
		{"a repeated request changes nothing", testRequestIDs},
		{"the posting limit", testPostingLimit},
		{"one answer at a time", testOnlyWithoutActive},
		{"titles come from the first message", testAutoTitle},
		{"times have microseconds", testTimes},
		{"a thread is read in depth-first order", testTree},
		{"a deep thread", testDeepThread},
		{"the line of a chat", testLine},
		{"the newest leaf below a message", testLeafBelow},
		{"threads by activity", testThreads},
		{"threads of one instant", testThreadTies},
		{"excerpts", testExcerpts},
		{"editing", testEdit},
		{"deleting and restoring messages", testRemove},

		{"an answer grows", testProgress},
		{"an answer ends once", testFinishOnce},
		{"an answer that failed", testFault},
		{"chunks can be dropped at the end", testDropChunks},
		{"answers side by side", testManyAnswers},
		{"answering once more", testStartAnswer},
		{"prompts", testPrompt},
		{"orphans", testOrphans},

		{"unread", testUnread},
		{"unread answers", testUnreadAnswers},
		{"unread agrees with a recount", testUnreadRecount},
		{"unread under concurrent writers", testUnreadTogether},
		{"mentions", testMentions},
		{"events replay", testReplay},
		{"events of deleted messages", testReplayOfDeleted},
		{"events are pruned", testPrune},
		{"events age", testPruneByAge},
		{"positions under concurrent writers", testConcurrentPositions},
		{"readers see whole units of work", testAtomicity},
		{"changes at the same time", testChangedTogether},
		{"audit", testAudit},
		{"what is asked of the audit log", testAuditQueries},
		{"audit entries that count", testCountAudit},
		{"sign-ins are audited", testSignInAudit},
		{"audit entries are pruned", testPruneAudit},
		{"ready and shut", testClose},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.run(&world{T: t, Store: open(t), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)})
		})
	}
}

// world is a store with people in it. Its helpers end the test when something
// fails that is not the matter of the test.
type world struct {
	*testing.T
	Store
	clock time.Time
}

// now is a second later at every call.
func (w *world) now() time.Time {
	w.clock = w.clock.Add(time.Second)
	return w.clock
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refuses wants a failure of a kind.
func (w *world) refuses(kind chat.Kind, err error) {
	w.Helper()
	if err == nil || chat.KindOf(err) != kind {
		w.Errorf("error %v is of kind %d, want kind %d", err, chat.KindOf(err), kind)
	}
}

func (w *world) account(name string) chat.Account {
	w.Helper()
	at := w.now()
	a := chat.Account{
		ID:        chat.NewID[chat.Account](),
		Username:  name,
		Roles:     chat.RoleMember,
		Theme:     "system",
		CreatedAt: at,
		UpdatedAt: at,
	}
	w.must(w.AddAccount(w.Context(), a, "hash of "+name))
	return a
}

// administrator is an account that administers the server.
func (w *world) administrator(name string) chat.Account {
	w.Helper()
	a, err := w.UpdateAccount(w.Context(), store.AccountPatch{
		ID: w.account(name).ID, Roles: pointer(chat.RoleAdmin | chat.RoleMember), At: w.now(),
	})
	w.must(err)
	return a.After
}

func (w *world) chat(owner chat.AccountID) chat.Conversation {
	w.Helper()
	return w.conversation(store.NewConversation{Kind: chat.KindChat, Title: "Chat", Owner: owner})
}

// group makes a group in which the others are members.
func (w *world) group(owner chat.AccountID, others ...chat.AccountID) chat.Conversation {
	w.Helper()
	c := w.conversation(store.NewConversation{Kind: chat.KindGroup, Title: "Group", Owner: owner})
	for _, id := range others {
		w.join(c, id, chat.RoleParticipant, owner)
	}
	return c
}

func (w *world) conversation(n store.NewConversation) chat.Conversation {
	w.Helper()
	n.ID, n.AssistantMode, n.At = chat.NewID[chat.Conversation](), chat.AssistantAuto, w.now()
	c, err := w.AddConversation(w.Context(), n)
	w.must(err)
	return c
}

func (w *world) join(c chat.Conversation, account chat.AccountID, role chat.ConversationRole, by chat.AccountID) {
	w.Helper()
	_, err := w.AddParticipant(w.Context(), c.ID, account, role, by, w.now())
	w.must(err)
}

// newMessage is a root, or a reply when parent has an id.
func (w *world) newMessage(c chat.Conversation, parent chat.MessageID, author chat.AccountID, text string) store.NewMessage {
	return store.NewMessage{
		ID:             chat.NewID[chat.Message](),
		ConversationID: c.ID,
		ParentID:       parent,
		Author:         author,
		Role:           chat.RoleUser,
		Content:        text,
		At:             w.now(),
	}
}

func (w *world) post(c chat.Conversation, parent chat.MessageID, author chat.AccountID, text string) chat.Message {
	w.Helper()
	posted, err := w.PostMessage(w.Context(), w.newMessage(c, parent, author, text))
	w.must(err)
	return posted.Message
}

// root posts a new thread.
func (w *world) root(c chat.Conversation, author chat.AccountID, text string) chat.Message {
	w.Helper()
	return w.post(c, chat.MessageID{}, author, text)
}

func newAnswer(by chat.AccountID) store.NewAnswer {
	return store.NewAnswer{
		ID:           chat.NewID[chat.Message](),
		StartedBy:    by,
		ModelName:    "gpt-tiny",
		ProviderName: "local",
		Instance:     "here",
	}
}

// oneAnswer is for messages that one model answers.
func oneAnswer(by chat.AccountID) []store.NewAnswer { return []store.NewAnswer{newAnswer(by)} }

// ask posts a message and starts an answer to it.
func (w *world) ask(c chat.Conversation, parent chat.MessageID, author chat.AccountID, text string) (question, answer chat.Message) {
	w.Helper()
	n := w.newMessage(c, parent, author, text)
	n.Answers = oneAnswer(author)
	posted, err := w.PostMessage(w.Context(), n)
	w.must(err)
	return posted.Message, *posted.Answer()
}

func (w *world) chunk(answer chat.Message, index int, text string) []chat.Event {
	w.Helper()
	return w.save(store.Progress{Message: answer, Index: index, Content: text, At: w.now()})
}

// finish ends an answer as complete.
func (w *world) finish(answer chat.Message) []chat.Event {
	w.Helper()
	end := &store.Finish{Status: chat.StatusComplete, FinishReason: "stop", KeepChunks: true}
	return w.save(store.Progress{Message: answer, Finish: end, At: w.now()})
}

func (w *world) save(batch ...store.Progress) []chat.Event {
	w.Helper()
	events, err := w.SaveProgress(w.Context(), batch)
	w.must(err)
	return events
}

func (w *world) find(id chat.MessageID, viewer chat.AccountID) chat.Message {
	w.Helper()
	v, err := w.FindMessage(w.Context(), id, viewer)
	w.must(err)
	return v.Message
}

func (w *world) see(c chat.Conversation, viewer chat.AccountID) chat.Conversation {
	w.Helper()
	c, err := w.FindConversation(w.Context(), c.ID, viewer)
	w.must(err)
	return c
}

// log reads a conversation's whole log and checks that nothing is missing.
func (w *world) log(c chat.Conversation) []chat.Event {
	w.Helper()
	found, err := w.Events(w.Context(), store.EventRange{ConversationID: c.ID, Limit: 100_000})
	w.must(err)
	if found.Gap || found.Top != int64(len(found.Events)) {
		w.Errorf("log of %d events up to %d, gap %v", len(found.Events), found.Top, found.Gap)
	}
	for i, e := range found.Events {
		if e.Position != int64(i+1) || e.ConversationID != c.ID {
			w.Errorf("event %d has position %d in %v", i+1, e.Position, e.ConversationID)
		}
	}
	return found.Events
}

// wantTypes compares the types of events.
func (w *world) wantTypes(events []chat.Event, want ...chat.EventType) {
	w.Helper()
	got := make([]chat.EventType, len(events))
	for i, e := range events {
		got[i] = e.Type
		if i > 0 && e.Position != events[i-1].Position+1 {
			w.Errorf("event %d follows position %d with %d", i, events[i-1].Position, e.Position)
		}
	}
	equal(w, "event types", got, want)
}

func pointer[T any](v T) *T { return &v }
