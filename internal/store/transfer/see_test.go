package transfer_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// see writes down all that a store tells about the scene, line by line.
func (s *scene) see(st storetest.Store) []string {
	s.t.Helper()
	v := &view{scene: s, st: st, read: map[chat.ConversationID]bool{}}
	v.server()
	for _, room := range s.rooms {
		for _, p := range s.people {
			v.room(room, p.ID)
		}
		v.log(room)
	}
	return v.lines
}

type view struct {
	*scene
	st    storetest.Store
	lines []string
	read  map[chat.ConversationID]bool // rooms of which somebody has read every message
}

// note keeps what was found, or that it was refused.
func (v *view) note(what string, found any, err error) {
	v.t.Helper()
	if err != nil {
		if e, ok := errors.AsType[*chat.Error](err); !ok || e.Kind == chat.Internal {
			v.t.Fatalf("%s: %v", what, err)
		}
		found = fmt.Sprint("refused ", chat.KindOf(err))
	}
	text, err := json.Marshal(found)
	v.must(err)
	canonical := jsontext.Value(text)
	v.must(canonical.Canonicalize())
	v.lines = append(v.lines, what+" "+string(bytes.TrimSpace(canonical)))
}

func (v *view) server() {
	settings, err := v.st.Settings(v.ctx)
	v.note("settings", settings, err)
	setup, err := v.st.IsSetup(v.ctx)
	v.note("setup", setup, err)
	accounts, err := v.st.ListAccounts(v.ctx)
	v.note("accounts", accounts, err)
	use, err := v.st.ListAccountUse(v.ctx, v.clock)
	v.note("accounts", use, err)
	invites, err := v.st.ListAccountInvites(v.ctx, 100)
	v.note("account invites", invites, err)
	providers, err := v.st.ListProviders(v.ctx)
	v.note("providers", providers, err)
	models, err := v.st.ListModels(v.ctx)
	v.note("models", models, err)
	for _, p := range v.people {
		credentials, err := v.st.FindCredentials(v.ctx, strings.ToUpper(p.Username))
		v.note("credentials", credentials, err)
		sessions, err := v.st.ListSessions(v.ctx, p.ID)
		v.note("sessions", sessions, err)
		list, more, err := v.st.ListConversations(v.ctx, p.ID, store.ConversationFilter{Archived: true, Limit: 100})
		v.note("conversations", []any{list, more}, err)
	}
	for _, token := range v.tokens {
		found, err := v.st.FindSession(v.ctx, token)
		v.note("session", found, err)
	}
	for _, token := range v.invites {
		found, err := v.st.FindInvite(v.ctx, token)
		v.note("invite", found, err)
	}
	entries, _, err := v.st.ListAudit(v.ctx, store.AuditQuery{Limit: 1000})
	v.note("audit", entries, err)
	counts, err := v.st.CountSessions(v.ctx, v.clock)
	v.note("sessions", counts, err)
	orphans, err := v.st.Orphans(v.ctx, "here", v.clock)
	v.note("orphans", orphans, err)
}

func (v *view) room(room chat.ConversationID, viewer chat.AccountID) {
	c, err := v.st.FindConversation(v.ctx, room, viewer)
	v.note("conversation", []any{c, c.AutoTitle}, err)
	people, err := v.st.ListParticipants(v.ctx, room)
	v.note("participants", people, err)
	unread, err := v.st.ListUnread(v.ctx, room, viewer)
	v.note("unread", unread, err)
	line, err := v.st.Line(v.ctx, store.LineQuery{ConversationID: room, Viewer: viewer, Limit: 50})
	v.note("line", line, err)
	threads, _, err := v.st.ListThreads(v.ctx, store.ThreadPage{ConversationID: room, Viewer: viewer, Limit: 1000})
	v.note("threads", threads, err)
	for _, thread := range threads {
		tree, _, err := v.st.ListTree(v.ctx, store.TreePage{RootID: thread.RootID, Viewer: viewer, Limit: 1000})
		v.note("tree", tree, err)
	}
	for _, m := range v.toRead(room, c.ID == room) {
		found, err := v.st.FindMessage(v.ctx, m.ID, viewer)
		v.note("message", found, err)
		chunks, err := v.st.ListChunks(v.ctx, m.ID, viewer, 0, 1000)
		v.note("chunks", chunks, err)
	}
}

// toRead are all messages for one participant, and the first one for everybody
// else: what they say does not depend on who reads it.
func (v *view) toRead(room chat.ConversationID, participates bool) []chat.Message {
	list := v.messages[room]
	if participates && !v.read[room] {
		v.read[room] = true
		return list
	}
	return list[:min(1, len(list))]
}

func (v *view) log(room chat.ConversationID) {
	found, err := v.st.Events(v.ctx, store.EventRange{ConversationID: room, Limit: 100_000})
	v.note("events", found, err)
	for _, m := range v.messages[room] {
		posted, err := v.st.FindRequest(v.ctx, room, m.ID.String())
		v.note("request", posted, err)
	}
	running, err := v.st.RunningAnswers(v.ctx, room)
	v.note("running", running, err)
	for _, answer := range running {
		prompt, err := v.st.Prompt(v.ctx, answer)
		v.note("prompt", prompt, err)
	}
}
