package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
	"github.com/rustygpt/rustygpt/internal/client"
)

func newFollow(env Env) *cobra.Command {
	var at place
	cmd := &cobra.Command{
		Use:   "follow (--root <id> | --conversation <id>)",
		Short: "Watch a thread or a conversation live",
		Long: "Shows what is said from now on, answers word by word, until you press Ctrl-C, log out or leave the\n" +
			"conversation. A lost connection is taken up again where it broke: nothing is missing, nothing comes twice.\n\n" +
			"In a terminal you see names and folded text, and several answers at a time one after the other. Elsewhere the\n" +
			"text of answers comes as it is and everything else in lines in square brackets; with --json, every event is a\n" +
			"line.",
		Example: "  rustygpt follow --root <id>\n  rustygpt follow --conversation <id> --json | jq .type",
		Args:    arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	at.addRoot(cmd.Flags(), "`id` of the thread: that of its first message")
	at.addConversation(cmd.Flags(), "`id` of the conversation, for all of its threads; also --conv")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if at.root.IsZero() == at.conversation.IsZero() {
			return usageError{errors.New("say what to follow: either --root or --conversation")}
		}
		s, err := r.open()
		if err != nil {
			return err
		}
		f, err := r.locate(cmd.Context(), s, at)
		if err != nil {
			return advised(err)
		}
		return f.end(f.run(cmd.Context()), cmd.Context().Err() != nil)
	}
	return cmd
}

// locate finds out where the following begins.
func (r *remote) locate(ctx context.Context, s *session, at place) (*follower, error) {
	if at.conversation.IsZero() {
		tree, err := s.Tree(ctx, at.root, "", 1)
		if err != nil {
			return nil, err
		}
		if len(tree.Messages) == 0 {
			return nil, chat.Errorf(chat.NotFound, "there is no such thread")
		}
		at.conversation = tree.Messages[0].ConversationID
	}
	c, err := s.Conversation(ctx, at.conversation)
	if err != nil {
		return nil, err
	}
	me, err := s.Me(ctx)
	if err != nil {
		return nil, err
	}
	f := &follower{remote: r, session: s, what: client.Follow{Conversation: c.ID, Root: at.root, After: c.Position}}
	f.enough = func(e client.Event) bool {
		p, ok := e.Decoded.(*chat.MembershipPayload)
		return ok && p.UserID == me.User.ID && p.Action == "removed"
	}
	what := "“" + transcript.Name(c.Title) + "”"
	if !at.root.IsZero() {
		what = "one thread of " + what
	}
	f.greeting = "Following " + what + ". Ctrl-C ends it."
	return f, nil
}

// end says why the following ended. To be logged out or removed while one
// watches is an end like any other, not a failure.
func (f *follower) end(err error, interrupted bool) error {
	farewell := ""
	switch kind := chat.KindOf(err); {
	case interrupted:
		return nil
	case err != nil && !f.connectedOnce:
	case kind == chat.Unauthenticated:
		farewell = "You are logged out. Log in again: rustygpt login"
	case err == nil, kind == chat.NotFound, kind == chat.Forbidden, kind == chat.Gone:
		farewell = "You are not in this conversation any more."
	}
	if farewell == "" {
		return advised(err)
	}
	_, err = fmt.Fprintln(f.env.Stderr, farewell)
	return err
}

// follower shows what happens in a conversation until it has enough.
type follower struct {
	*remote
	session  *session
	what     client.Follow
	view     transcript.View
	greeting string
	concerns func(client.Event) bool // nil = everything is shown
	enough   func(client.Event) bool // after it was shown

	people        transcript.People
	connectedOnce bool
	lost          bool
}

// step is an event, or the end, or something about the connection.
type step struct {
	event  client.Event
	err    error
	notice func()
}

// run returns nil when it has enough, or when ctx ends.
func (f *follower) run(ctx context.Context) error {
	if err := f.open(ctx); err != nil {
		return err
	}
	defer f.view.End()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	steps := make(chan step)
	go f.read(ctx, steps)
	ticker := time.NewTicker(500 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			f.view.Tick(now)
		case s := <-steps:
			switch {
			case s.notice != nil:
				s.notice()
			case s.err != nil:
				return s.err
			case f.show(ctx, s.event):
				return nil
			}
		}
	}
}

// open chooses how to show things. Names are asked for where they are shown.
func (f *follower) open(ctx context.Context) error {
	f.people = transcript.People{}
	if f.view == nil && f.json {
		f.view = jsonView{f.env}
	}
	if f.view != nil {
		return nil
	}
	if err := f.meet(ctx); err != nil {
		return err
	}
	threads := f.what.Root.IsZero()
	if !showsText(f.env) {
		f.view = transcript.NewLines(f.env.Stdout, f.env.Stderr, f.people, threads)
		return nil
	}
	size := func() int { return terminalWidth(f.env.Stdout) }
	f.view = transcript.NewScreen(f.env.Stdout, f.env.Stderr, size, f.style(), f.people, threads)
	return nil
}

// meet learns who is in the conversation.
func (f *follower) meet(ctx context.Context) error {
	list, err := f.session.Participants(ctx, f.what.Conversation)
	for id, who := range transcript.NewPeople(list.Participants) {
		f.people[id] = who
	}
	return err
}

// read passes everything on to the goroutine that shows it.
func (f *follower) read(ctx context.Context, steps chan<- step) {
	send := func(s step) {
		select {
		case steps <- s:
		case <-ctx.Done():
		}
	}
	what := f.what
	what.Watch = client.Watch{
		Open: func() { send(step{notice: f.connected}) },
		Lost: func(why error, wait time.Duration) { send(step{notice: func() { f.disconnected(why, wait) }}) },
		Odd:  func(err error) { send(step{notice: func() { f.view.Notice("An event was left out: " + err.Error()) }}) },
	}
	for e, err := range f.session.Follow(ctx, what) {
		send(step{event: e, err: err})
	}
}

func (f *follower) connected() {
	switch {
	case f.lost:
		f.view.Notice("Connected again.")
	case f.greeting != "" && !f.connectedOnce:
		f.view.Notice(f.greeting)
	}
	f.connectedOnce, f.lost = true, false
}

func (f *follower) disconnected(why error, wait time.Duration) {
	f.lost = true
	f.view.Notice(fmt.Sprintf("The connection was lost: %v. Trying again %s.", why, in(wait)))
}

// show reports whether that was enough.
func (f *follower) show(ctx context.Context, e client.Event) bool {
	if f.concerns != nil && !f.concerns(e) {
		return false
	}
	if p, ok := e.Decoded.(*chat.MembershipPayload); ok && f.people[p.UserID].Role != p.Role && p.Action != "removed" {
		_ = f.meet(ctx) // without it, there is an id in place of a name
	}
	f.view.Show(e)
	return f.enough(e)
}

// jsonView writes every event as a line.
type jsonView struct{ env Env }

func (v jsonView) Show(e client.Event) { _ = writeJSON(v.env.Stdout, e) } // nobody reads on
func (v jsonView) Notice(text string)  { fmt.Fprintln(v.env.Stderr, transcript.Text(text)) }
func (jsonView) Tick(time.Time)        {}
func (jsonView) End()                  {}

// silent shows nothing.
type silent struct{}

func (silent) Show(client.Event) {}
func (silent) Notice(string)     {}
func (silent) Tick(time.Time)    {}
func (silent) End()              {}
