package transfer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store"
	"github.com/rustygpt/rustygpt/internal/store/storetest"
)

// scene fills a store with people who talk about this and that. Each seed
// yields another one.
type scene struct {
	storetest.Store
	t      testing.TB
	ctx    context.Context
	random *rand.Rand
	clock  time.Time

	people   []chat.Account
	models   []chat.Model
	rooms    []chat.ConversationID
	messages map[chat.ConversationID][]chat.Message
	running  []chat.Message
	chunks   map[chat.MessageID]int
	tokens   [][]byte
	invites  [][]byte // hashes of their tokens
}

func newScene(t testing.TB, st storetest.Store, seed uint64) *scene {
	return &scene{
		Store: st, t: t, ctx: t.Context(), random: rand.New(rand.NewPCG(seed, 1)), clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		messages: map[chat.ConversationID][]chat.Message{}, chunks: map[chat.MessageID]int{},
	}
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// now is a little later at every call, down to the microsecond.
func (s *scene) now() time.Time {
	s.clock = s.clock.Add(time.Duration(1+s.random.IntN(90_000_000)) * time.Microsecond)
	return s.clock
}

func pick[T any](s *scene, list []T) T { return list[s.random.IntN(len(list))] }

func (s *scene) chance(percent int) bool { return s.random.IntN(100) < percent }

// words are texts that break what is careless.
var words = []string{
	"Hello", "naïve", "日本語", "🦀🦀", "it's", `"quoted"`, `back\slash`, "tab\there", "line\nbreak", "<b>&amp;</b>", "%s", "$1", "'; --",
	"\u2028", "e\u0301", "\x7f", "\x01", "1e21", "NULL", "\\N", " ",
}

func (s *scene) text() string {
	text := "About"
	for range 1 + s.random.IntN(12) {
		text += " " + pick(s, words)
	}
	return text
}

func (s *scene) fill(posts int) {
	s.server()
	for i := range 5 {
		s.person(i)
	}
	for range 8 {
		s.accountInvite()
		s.room()
	}
	for range posts {
		s.step()
	}
	s.endings()
}

// server sets the server up.
func (s *scene) server() {
	at := s.now()
	admin := chat.Account{ID: chat.NewID[chat.Account](), Username: "Admin", Email: "admin@example.com", Roles: chat.RoleAdmin | chat.RoleMember,
		Theme: "dark", CreatedAt: at, UpdatedAt: at}
	provider := chat.Provider{ID: chat.NewID[chat.Provider](), Name: "Local", Type: chat.ProviderOpenAI, BaseURL: "http://127.0.0.1:1/v1",
		SealedKey: "sealed:abc", SealedHeaders: "sealed:def", Enabled: true, Source: chat.SourceAdmin, CreatedAt: at, UpdatedAt: at}
	temperature, tokens := 1e21, 4096
	for i, params := range []chat.ModelParams{{}, {Temperature: &temperature, MaxTokens: &tokens, Stop: []string{"</s>", "\u2028"}}} {
		s.models = append(s.models, chat.Model{ID: chat.NewID[chat.Model](), ProviderID: provider.ID, UpstreamID: fmt.Sprint("m", i),
			DisplayName: fmt.Sprint("Model ", i), Enabled: true, IsDefault: i == 0, Source: chat.SourceAdmin, Params: params, CreatedAt: at, UpdatedAt: at})
	}
	size, price := 8192, chat.MicroDollars(150_000)
	s.models[0].Facts = chat.ModelFacts{ContextSize: &size, InputPrice: &price, OutputPrice: new(chat.MaxPrice), Capabilities: []chat.Capability{chat.Vision}}
	s.models[0].Reported = chat.ModelFacts{Capabilities: []chat.Capability{}}
	s.must(s.Setup(s.ctx, store.Setup{Account: admin, PasswordHash: "$argon2id$x", ServerName: "Ours <&>", AccentColor: "#112233",
		Provider: &provider, Models: s.models}))
	css, proxies := "a{}", []string{"10.0.0.0/8", "::1"}
	_, err := s.UpdateSettings(s.ctx, store.SettingsPatch{CustomCSS: &css, TrustedProxies: &proxies, LMStudioPath: new("/opt/lms"), At: s.now()})
	s.must(err)
	s.must(s.PutBrandImage(s.ctx, store.BrandImage{Kind: store.LogoImage, MediaType: "image/png", Version: "1", Content: []byte{0, 0xff, '\n'},
		UpdatedAt: s.now()}))
	_, err = s.ClaimKey(s.ctx, "0123abcd")
	s.must(err)
	s.people = append(s.people, admin)
	s.login(admin)
}

// audit notes what somebody did, to its end or not.
func (s *scene) audit(by chat.Account) {
	e := chat.AuditEntry{ID: chat.NewID[chat.AuditEntry](), At: s.now(), Origin: chat.AuditRequest, ActorName: by.Username, Action: "user.update",
		Target: chat.AuditTarget{Type: "user", ID: by.ID.String()}, Address: "::1", UserAgent: s.text(), RequestID: "r", Outcome: chat.AuditBegun}
	if s.chance(50) {
		e.ActorID = by.ID
	}
	s.must(s.AddAudit(s.ctx, e))
	if s.chance(30) {
		return
	}
	s.must(s.EndAudit(s.ctx, store.AuditEnd{ID: e.ID, Target: chat.AuditTarget{Type: "user", ID: by.ID.String(), Name: s.text()},
		Outcome: chat.AuditOK, Details: chat.AuditDetails{Changes: []chat.AuditChange{{Field: "username", Old: s.text(), New: 1.5}, {Field: "password"}},
			Facts: map[string]string{"b": s.text(), "a": s.text()}}}))
}

func (s *scene) person(i int) {
	at := s.now()
	a := chat.Account{ID: chat.NewID[chat.Account](), Username: fmt.Sprintf("Person%d", i), DisplayName: pick(s, words), Theme: "system",
		Roles: chat.Roles(1 << s.random.IntN(3)), MustChangePassword: s.chance(50), CreatedAt: at, UpdatedAt: at}
	if s.chance(50) {
		a.Email = a.Username + "@Example.com"
	}
	s.must(s.AddAccount(s.ctx, a, "hash "+a.Username))
	s.people = append(s.people, a)
	for range 3 {
		s.login(a)
		s.audit(a)
	}
}

// login makes a session, and ends some of them in every way there is.
func (s *scene) login(a chat.Account) {
	session := s.session(a)
	s.must(s.AddSession(s.ctx, store.NewSession{Session: session, Max: 2}))
	s.tokens = append(s.tokens, session.TokenHash)
	switch s.random.IntN(4) {
	case 0:
		next := s.session(a)
		s.must(s.RotateSession(s.ctx, store.RotateSession{Old: session.ID, Next: next, Reason: "age", At: next.IssuedAt}))
		s.tokens = append(s.tokens, next.TokenHash)
	case 1:
		s.must(s.RevokeSession(s.ctx, session.ID, "logout", s.now()))
	case 2:
		_, err := s.RequireRotation(s.ctx, a.ID, "roles")
		s.must(err)
	}
}

func (s *scene) session(a chat.Account) chat.LoginSession {
	at := s.now()
	id := chat.NewID[chat.LoginSession]()
	return chat.LoginSession{ID: id, AccountID: a.ID, Kind: pick(s, []chat.SessionKind{chat.CookieSession, chat.BearerSession}),
		TokenHash: append([]byte("hash of "), id.UUID[:]...), Roles: a.Roles, IssuedAt: at, LastSeenAt: at, ExpiresAt: at.Add(24 * time.Hour),
		AbsoluteExpiresAt: at.Add(1000 * time.Hour),
		Device:            chat.Device{UserAgent: pick(s, words), IP: pick(s, []string{"", "127.0.0.1", "2001:db8::1", "::ffff:1.2.3.4"}), Fingerprint: "f"}}
}

func (s *scene) room() {
	n := store.NewConversation{ID: chat.NewID[chat.Conversation](), Kind: chat.KindChat, Title: s.text(), AutoTitle: s.chance(50),
		AssistantMode: chat.AssistantAuto, ModeChosen: s.chance(50), Owner: s.people[0].ID, At: s.now()}
	if s.chance(50) {
		n.ModelID = pick(s, s.models).ID
	}
	if s.chance(60) {
		n.Kind = chat.KindGroup
	}
	c, err := s.AddConversation(s.ctx, n)
	s.must(err)
	s.rooms = append(s.rooms, c.ID)
	if n.Kind == chat.KindChat {
		return
	}
	for _, p := range s.people[1:] {
		s.invite(c.ID)
		_, err := s.AddParticipant(s.ctx, c.ID, p.ID, pick(s, []chat.ConversationRole{chat.RoleConvAdmin, chat.RoleParticipant}), s.people[0].ID, s.now())
		s.must(err)
	}
}

// invite makes an invitation, and closes some of them in every way there is.
func (s *scene) invite(room chat.ConversationID) {
	at := s.now()
	n := store.NewInvite{Invite: chat.Invite{ID: chat.NewID[chat.Invite](), ConversationID: room, Role: chat.RoleViewer,
		InvitedBy: s.people[0].ID, InviteLife: chat.InviteLife{CreatedAt: at, ExpiresAt: at.Add(time.Hour)}}}
	n.Email = n.ID.String() + "@Example.com"
	n.TokenHash = chat.HashInviteToken(n.Email)
	s.must(s.AddInvite(s.ctx, n))
	s.invites = append(s.invites, n.TokenHash)
	switch s.random.IntN(3) {
	case 0:
		_, err := s.AcceptInvite(s.ctx, store.AcceptInvite{TokenHash: n.TokenHash, Account: s.people[0].ID, At: s.now()})
		s.must(err)
	case 1:
		s.must(s.RevokeInvite(s.ctx, store.RevokeInvite{TokenHash: n.TokenHash, By: s.people[0].ID, At: s.now()}))
	}
}

// accountInvite makes an invitation to make an account.
func (s *scene) accountInvite() {
	at := s.now()
	n := store.NewAccountInvite{AccountInvite: chat.AccountInvite{ID: chat.NewID[chat.AccountInvite](), Roles: chat.Roles(1 + s.random.IntN(3)),
		DisplayName: pick(s, words), InvitedBy: s.people[0].ID, InviteLife: chat.InviteLife{CreatedAt: at, ExpiresAt: at.Add(time.Hour)}}}
	n.TokenHash = chat.HashInviteToken(n.ID.String())
	if s.chance(50) {
		n.Email = n.ID.String() + "@Example.com"
	}
	s.must(s.AddAccountInvite(s.ctx, n))
	switch at := s.now(); s.random.IntN(3) {
	case 0:
		_, err := s.AcceptAccountInvite(s.ctx, store.AcceptAccountInvite{PasswordHash: "hash", TokenHash: n.TokenHash, Account: chat.Account{
			ID: chat.NewID[chat.Account](), Username: n.ID.String(), Theme: "system", CreatedAt: at, UpdatedAt: at}})
		s.must(err)
	case 1:
		s.must(s.RevokeAccountInvite(s.ctx, n.ID, at))
	}
}

// step is one thing that people do.
func (s *scene) step() {
	room := pick(s, s.rooms)
	switch n := s.random.IntN(10); {
	case n < 5 || len(s.messages[room]) == 0:
		s.post(room)
	case n < 7:
		s.grow()
	case n == 7:
		m := pick(s, s.messages[room])
		_, err := s.EditMessage(s.ctx, store.EditMessage{ID: m.ID, By: s.people[0].ID, Content: s.text(), Reason: "typo", At: s.now()})
		s.ignoring(err, chat.Conflict) // deleted, or still being written
	case n == 8:
		m := pick(s, s.messages[room])
		_, err := s.RemoveMessage(s.ctx, store.RemoveMessage{ID: m.ID, By: s.people[0].ID, Restore: s.chance(30), Reason: "spam", At: s.now()})
		s.must(err)
	default:
		_, err := s.MarkRead(s.ctx, store.ReadMark{RootID: pick(s, s.messages[room]).RootID, Account: pick(s, s.people).ID, At: s.now()})
		s.ignoring(err, chat.NotFound) // somebody who is not in this room
	}
}

func (s *scene) ignoring(err error, kind chat.Kind) {
	if err != nil && chat.KindOf(err) != kind {
		s.t.Fatal(err)
	}
}

func (s *scene) post(room chat.ConversationID) {
	n := store.NewMessage{ID: chat.NewID[chat.Message](), ConversationID: room, Author: s.people[0].ID, Role: chat.RoleUser, Content: s.text(),
		TitleFrom: "A title", At: s.now(), Limit: &store.PostingLimit{PerSecond: 1000, Burst: 1000}}
	if s.chance(30) {
		n.Author = pick(s, s.people).ID
	}
	if list := s.messages[room]; len(list) > 0 && s.chance(70) {
		n.ParentID = pick(s, list).ID
	}
	if s.chance(30) {
		n.RequestID = n.ID.String()
	}
	for range s.random.IntN(3) {
		n.Mentions = append(n.Mentions, pick(s, s.people).ID)
	}
	for range s.random.IntN(3) {
		model := pick(s, s.models)
		n.Answers = append(n.Answers, store.NewAnswer{
			ID: chat.NewID[chat.Message](), StartedBy: n.Author, ModelID: model.ID, ModelName: model.DisplayName, ProviderName: "Local",
			Instruction: "briefly", Deadline: s.now().Add(time.Hour), Instance: "here", LeaseUntil: s.now().Add(time.Minute),
		})
	}
	posted, err := s.PostMessage(s.ctx, n)
	if s.ignoring(err, chat.NotFound); err != nil {
		return
	}
	s.messages[room] = append(append(s.messages[room], posted.Message), posted.Answers...)
	s.running = append(s.running, posted.Answers...)
}

// grow adds pieces to an answer, and sometimes ends it.
func (s *scene) grow() {
	if len(s.running) == 0 {
		return
	}
	i := s.random.IntN(len(s.running))
	answer := s.running[i]
	for range 1 + s.random.IntN(5) {
		p := store.Progress{Message: answer, Index: s.chunks[answer.ID], Content: s.text(), At: s.now()}
		if s.chance(20) {
			p.Reasoning = s.text()
		}
		_, err := s.SaveProgress(s.ctx, []store.Progress{p})
		s.must(err)
		s.chunks[answer.ID]++
	}
	if s.chance(40) {
		return
	}
	s.running = append(s.running[:i], s.running[i+1:]...)
	end := &store.Finish{Status: chat.StatusComplete, FinishReason: "stop", KeepChunks: s.chance(70), FirstTokenAt: s.now(),
		Usage: &chat.Usage{PromptTokens: 1, CompletionTokens: 2, TotalTokens: 3}}
	if s.chance(30) {
		end.Status, end.FinishReason, end.Usage, end.Fault = chat.StatusFailed, "error", nil, &chat.Fault{Code: "upstream", Message: chat.Verbatim(s.text())}
	}
	_, err := s.SaveProgress(s.ctx, []store.Progress{{Message: answer, Index: s.chunks[answer.ID], Finish: end, At: s.now()}})
	s.must(err)
}

// endings are what happens to whole things: people leave and are removed, a
// conversation goes into the trash, another one is archived, a model goes.
func (s *scene) endings() {
	owner := s.people[0].ID
	archived := true
	_, _, err := s.UpdateConversation(s.ctx, store.ConversationPatch{ID: s.rooms[0], By: owner, Archived: &archived, At: s.now()})
	s.must(err)
	_, _, err = s.DeleteConversation(s.ctx, s.rooms[1], owner, s.now())
	s.must(err)
	_, err = s.DeleteAccount(s.ctx, store.DeleteAccount{ID: s.people[5].ID, At: s.now()})
	s.must(err)
	s.people = s.people[:5]
	_, err = s.RemoveParticipant(s.ctx, s.rooms[2], s.people[4].ID, owner, s.now())
	s.ignoring(err, chat.NotFound)
	s.must(s.DeleteModel(s.ctx, s.models[1].ID))
	off := true
	_, err = s.UpdateAccount(s.ctx, store.AccountPatch{ID: s.people[3].ID, Disabled: &off, At: s.now()})
	s.must(err)
	_, err = s.SweepSessions(s.ctx, s.now(), 100)
	s.must(err)
	_, err = s.PruneEvents(s.ctx, store.Retention{MaxEvents: 150, Batch: 50}, s.now())
	s.must(err)
}
