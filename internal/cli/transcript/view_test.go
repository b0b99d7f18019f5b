package transcript_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
	"github.com/rustygpt/rustygpt/internal/client"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC
	m.Run()
}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func id[Noun any](n byte) chat.ID[Noun] {
	return chat.ID[Noun]{UUID: uuid.UUID{0: 0xa0, 15: n}}
}

var (
	ada, bob = id[chat.Account](1), id[chat.Account](2)
	thread   = id[chat.Message](10)
	people   = transcript.NewPeople([]chat.Participant{
		{AccountID: ada, Username: "ada", DisplayName: "Ada \x1b[31mL.", Role: chat.RoleOwner},
		{AccountID: bob, Username: "bob", Role: chat.RoleParticipant},
	})
)

func said(n byte, who chat.AccountID, text string) chat.Message {
	return chat.Message{
		ID: id[chat.Message](n), RootID: thread, AuthorID: who, Role: chat.RoleUser, Content: text,
		CreatedAt: noon, Status: chat.StatusComplete, Depth: 1,
	}
}

func answered(n byte, model string) chat.Message {
	return chat.Message{
		ID: id[chat.Message](n), RootID: thread, Role: chat.RoleAssistant, CreatedAt: noon,
		Status: chat.StatusStreaming, Depth: 2, Answer: &chat.Answer{ModelName: model},
	}
}

func event(typ chat.EventType, payload any) client.Event {
	return client.Event{Type: typ, Decoded: payload}
}

func posted(m chat.Message) client.Event {
	return event(chat.EventMessageNew, &chat.MessagePayload{RootID: m.RootID, Message: m})
}

func piece(n byte, text string) client.Event {
	return event(chat.EventMessageDelta, &chat.DeltaPayload{
		RootID: thread, MessageID: id[chat.Message](n), Choices: []chat.DeltaChoice{{Delta: chat.Delta{Content: text}}},
	})
}

func done(n byte, status chat.MessageStatus, reason string, fault *chat.Fault) client.Event {
	return event(chat.EventMessageDone, &chat.DonePayload{
		RootID: thread, MessageID: id[chat.Message](n), Status: status, FinishReason: reason, Fault: fault,
		Usage: &chat.Usage{PromptTokens: 1, CompletionTokens: 2, TotalTokens: 3},
	})
}

// room is what happens in every test below: talk, two answers side by side, one
// of which fails, people who talk on meanwhile, come and go.
func room(v transcript.View) {
	v.Notice("Following “The sea”. Ctrl-C ends it.")
	for _, e := range []client.Event{
		event(chat.EventPresenceUpdate, &chat.PresencePayload{UserID: bob, Status: chat.PresenceOffline, LastSeenAt: noon}),
		posted(said(10, ada, "What do the two of you think of the sea?\n\n\tPlease be brief.")),
		event(chat.EventThreadNew, &chat.ThreadNewPayload{RootID: thread}),
		event(chat.EventThreadActivity, &chat.ThreadActivityPayload{RootID: thread, LastActivityAt: noon}),
		posted(answered(20, "llama")),
		posted(answered(21, "demo")),
		piece(20, "The sea is wi"),
		piece(21, "Salty.\nVery"),
		piece(20, "de and it is de"),
		event(chat.EventTypingUpdate, &chat.TypingPayload{RootID: thread, UserID: bob, ExpiresAt: noon.Add(time.Hour * 1e5)}),
		piece(21, " salty."),
		piece(20, "ep, and extraordinarily full of fish"),
		posted(said(11, bob, "I like it.")),
		piece(20, ".\nThat is all"),
		done(21, chat.StatusComplete, "stop", nil),
		piece(20, ". 海はとても深くて広いです。👩‍👩‍👧\x1b[2J"),
		event(chat.EventPresenceUpdate, &chat.PresencePayload{UserID: bob, Status: chat.PresenceOnline, LastSeenAt: noon}),
		event(chat.EventUnreadUpdate, &chat.UnreadPayload{RootID: thread, Unread: 3}),
		done(20, chat.StatusFailed, "error", &chat.Fault{Code: "assistant_stream_error", Message: "The model ran out of luck."}),
		event(chat.EventMessageUpdated, &chat.MessagePayload{RootID: thread, Message: said(11, bob, "I love it.")}),
		event(chat.EventMembershipChanged, &chat.MembershipPayload{UserID: bob, Role: chat.RoleViewer, Action: "role_updated"}),
		event(chat.EventMembershipChanged, &chat.MembershipPayload{UserID: bob, Role: chat.RoleViewer, Action: "removed"}),
		event(chat.EventConversationUpdated, &chat.ConversationPayload{Title: "The\nsea"}),
		event(chat.EventError, &chat.ErrorPayload{Code: chat.CodeReplayGap, Message: "Earlier events are not available any more."}),
		event("something.new", nil),
	} {
		v.Show(e)
	}
	v.End()
}

func TestLines(t *testing.T) {
	t.Parallel()
	for name, threads := range map[string]bool{"lines.txt": false, "lines-threads.txt": true} {
		var out, errs bytes.Buffer
		room(transcript.NewLines(&out, &errs, people, threads))
		golden(t, name, out.String()+"-- stderr --\n"+errs.String())
	}
}

// TestLinesStream: the text of an answer is not held back, nor changed.
func TestLinesStream(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	v := transcript.NewLines(&out, &out, people, false)
	v.Show(posted(answered(20, "llama")))
	v.Show(piece(20, "one "))
	v.Show(piece(20, "two"))
	if !strings.HasSuffix(out.String(), "\none two") {
		t.Errorf("%q", out.String())
	}
	v.End()
	if !strings.HasSuffix(out.String(), "two\n") {
		t.Errorf("%q", out.String())
	}
}

// TestEndShowsWhatWaits: who stops watching in the middle of an answer has seen
// all that was told.
func TestEndShowsWhatWaits(t *testing.T) {
	t.Parallel()
	screen := &terminal{t: t, width: 50}
	var lines bytes.Buffer
	for _, v := range []transcript.View{
		transcript.NewLines(&lines, &lines, people, false),
		transcript.NewScreen(screen, screen, func() int { return 50 }, transcript.Plain(), people, false),
	} {
		for _, e := range []client.Event{
			posted(answered(20, "llama")),
			posted(answered(21, "demo")),
			posted(answered(22, "gemma")),
			piece(20, "The sea"),
			piece(21, "Salty."),
			done(21, chat.StatusComplete, "stop", nil),
			posted(said(11, bob, "I like it.")),
			piece(22, "Deep, and"),
			event(chat.EventMembershipChanged, &chat.MembershipPayload{UserID: bob, Action: "removed"}),
		} {
			v.Show(e)
		}
		v.End()
	}
	golden(t, "end-lines.txt", lines.String())
	golden(t, "end-screen.txt", screen.String())
}

func TestScreen(t *testing.T) {
	t.Parallel()
	for _, width := range []int{80, 40, 24, 10} {
		screen := &terminal{t: t, width: width}
		room(transcript.NewScreen(screen, screen, func() int { return width }, transcript.Plain(), people, width == 80))
		golden(t, fmt.Sprintf("screen-%d.txt", width), screen.String())
	}
}

// TestScreenInBetween shows what people see while two answers are written.
func TestScreenInBetween(t *testing.T) {
	t.Parallel()
	screen := &terminal{t: t, width: 50}
	v := transcript.NewScreen(screen, screen, func() int { return 50 }, transcript.Plain(), people, false)
	v.Show(posted(answered(20, "llama")))
	v.Show(posted(answered(21, "demo")))
	v.Show(piece(20, "The sea"))
	v.Show(piece(21, "Salty"))
	v.Show(posted(said(11, bob, "I like it.")))
	v.Show(event(chat.EventTypingUpdate, &chat.TypingPayload{UserID: ada, ExpiresAt: time.Now().Add(time.Hour)}))
	golden(t, "in-between.txt", screen.String())
	v.Notice("The connection was lost.")
	v.Show(piece(20, " is wide"))
	golden(t, "in-between-lost.txt", screen.String())
	v.Tick(time.Now().Add(time.Minute)) // the first answer has stood still for long
	v.Show(piece(21, ". Very."))
	v.Show(piece(20, ", I said"))
	golden(t, "in-between-still.txt", screen.String())
	v.Show(done(21, chat.StatusCancelled, "cancelled", nil))
	v.Show(done(20, chat.StatusComplete, "length", nil))
	v.End()
	golden(t, "in-between-end.txt", screen.String())
}

// TestScreenWhoLeftDoesNotGoOn: whoever takes the floor from an answer that the
// connection interrupted speaks under their own name.
func TestScreenWhoLeftDoesNotGoOn(t *testing.T) {
	t.Parallel()
	screen := &terminal{t: t, width: 50}
	v := transcript.NewScreen(screen, screen, func() int { return 50 }, transcript.Plain(), people, false)
	v.Show(posted(answered(20, "llama")))
	v.Show(posted(answered(21, "demo")))
	v.Show(piece(20, "The sea"))
	v.Show(piece(21, "Salty."))
	v.Notice("The connection was lost.")
	v.Tick(time.Now().Add(time.Minute))
	v.Show(done(21, chat.StatusComplete, "stop", nil))
	v.Show(piece(20, " is wide"))
	v.End()
	golden(t, "taken-over.txt", screen.String())
}

// TestScreenColours: NO_COLOR is heeded, and what is coloured is only that.
func TestScreenColours(t *testing.T) {
	t.Parallel()
	for want, environ := range map[string][]string{
		"\x1b[J\x1b[1;35m✦ llama\x1b[0m": {"TERM=xterm-256color"},
		"\x1b[J✦ llama ·":                {"TERM=xterm-256color", "NO_COLOR=1"},
	} {
		var out bytes.Buffer
		v := transcript.NewScreen(&out, &out, func() int { return 80 }, transcript.NewStyles(&out, environ), people, false)
		v.Show(posted(answered(20, "llama")))
		v.Show(piece(20, "Hello"))
		if !strings.Contains(out.String(), want) {
			t.Errorf("%v: %q", environ, out.String())
		}
	}
}

func TestTree(t *testing.T) {
	t.Parallel()
	reply := said(11, bob, "It is wide and deep, and full of fish that nobody has ever counted.\nI think.")
	reply.Depth = 2
	gone := said(12, ada, "")
	gone.Depth, gone.DeletedAt = 3, noon
	answer := answered(20, "llama")
	answer.Depth, answer.Content = 3, "The sea \x1b[2J"
	messages := []chat.Message{said(10, ada, "What is the sea?"), reply, answer, gone}
	for depth := 4; depth < 12; depth++ {
		m := said(byte(30+depth), bob, "On and on it goes, always deeper")
		m.Depth = depth
		messages = append(messages, m)
	}
	var plain bytes.Buffer
	transcript.WriteTree(&plain, messages)
	golden(t, "tree.txt", plain.String())
	for _, width := range []int{80, 30} {
		var shown bytes.Buffer
		transcript.ShowTree(&shown, transcript.Plain(), people, messages, width)
		golden(t, fmt.Sprintf("tree-%d.txt", width), shown.String())
	}
}
