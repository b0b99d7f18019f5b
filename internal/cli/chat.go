package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
)

// place is where in a person's conversations a command looks.
type place struct {
	conversation chat.ConversationID
	root         chat.MessageID
}

func (p *place) addConversation(flags *pflag.FlagSet, usage string) {
	flags.Var(idFlag[chat.Conversation]{&p.conversation}, "conversation", usage)
	flags.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "conv" {
			name = "conversation"
		}
		return pflag.NormalizedName(name)
	})
}

func (p *place) addRoot(flags *pflag.FlagSet, usage string) {
	flags.Var(idFlag[chat.Message]{&p.root}, "root", usage)
}

// page is which part of a list a command shows.
type page struct {
	limit  int
	after  string
	cursor string
}

func newChat(env Env) *cobra.Command {
	var at place
	var show page
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "List conversations and threads, or read a thread",
		Long: "Without an id, lists your conversations. With --conversation, lists its threads, newest activity first, and how\n" +
			"many messages in each you have not read. With --root, prints a thread as a tree.",
		Example: "  rustygpt chat\n  rustygpt chat --conversation <id>\n  rustygpt chat --root <id> | less",
		Args:    arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	at.addConversation(cmd.Flags(), "`id` of the conversation whose threads to list; also --conv")
	at.addRoot(cmd.Flags(), "`id` of the thread to print: that of its first message")
	cmd.Flags().IntVar(&show.limit, "limit", 0, "`number` of lines at most (default: the server's)")
	cmd.Flags().StringVar(&show.after, "after", "", "`time` at which the page before ended")
	cmd.Flags().StringVar(&show.cursor, "cursor", "", "`path` at which the page before ended, for --root")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		after, err := show.time()
		if err != nil {
			return err
		}
		s, err := r.open()
		if err != nil {
			return err
		}
		switch ctx := cmd.Context(); {
		case !at.root.IsZero():
			err = r.showTree(ctx, s, at.root, show)
		case !at.conversation.IsZero():
			err = r.listThreads(ctx, s, at.conversation, after, show.limit)
		default:
			err = r.listConversations(ctx, s, after, show.limit)
		}
		return advised(err)
	}
	return cmd
}

func (p page) time() (time.Time, error) {
	if p.after == "" {
		return time.Time{}, nil
	}
	after, err := time.Parse(time.RFC3339Nano, p.after)
	if err != nil {
		return after, usageError{errors.New("--after: must be a time as the page before names it, like 2026-11-21T14:03:05Z")}
	}
	return after, nil
}

func (r *remote) listConversations(ctx context.Context, s *session, after time.Time, limit int) error {
	list, err := s.Conversations(ctx, after, limit)
	if err != nil {
		return err
	}
	return r.print(list, func(w io.Writer) {
		style := r.style()
		for _, c := range list.Conversations {
			fmt.Fprintf(w, "%s  %-6s  %s  %s\n", style.Dim(c.ID.String()), c.Role, unread(style, c.Unread, c.Mentions), transcript.Name(c.Title))
		}
		if len(list.Conversations) == 0 && after.IsZero() {
			fmt.Fprintln(w, "You are in no conversation yet. Make one in the web app, or accept an invitation: rustygpt invite accept <token>")
		}
		moreAfter(w, style, "conversations", list.NextAfter)
	})
}

// threadLine is a thread and how much of it is unread.
type threadLine struct {
	chat.ThreadSummary
	Unread   int64 `json:"unread"`
	Mentions int64 `json:"mentions,omitempty"`
}

func (r *remote) listThreads(ctx context.Context, s *session, id chat.ConversationID, after time.Time, limit int) error {
	list, err := s.Threads(ctx, id, after, limit)
	if err != nil {
		return err
	}
	counts, err := s.Unread(ctx, id)
	if err != nil {
		return err
	}
	byRoot := map[chat.MessageID]chat.ThreadUnread{}
	for _, t := range counts.Threads {
		byRoot[t.RootID] = t
	}
	type result struct {
		Threads   []threadLine `json:"threads"`
		NextAfter time.Time    `json:"next_after,omitzero"`
	}
	out := result{make([]threadLine, len(list.Threads)), list.NextAfter}
	for i, t := range list.Threads {
		count := byRoot[t.RootID]
		out.Threads[i] = threadLine{t, count.Unread, count.Mentions}
	}
	return r.print(out, func(w io.Writer) { showThreads(w, r.style(), out.Threads, out.NextAfter) })
}

func showThreads(w io.Writer, style transcript.Styles, threads []threadLine, next time.Time) {
	for _, t := range threads {
		fmt.Fprintf(w, "%s  messages %d  participants %d  %s  last activity %s\n  %s\n", style.Dim(t.RootID.String()),
			t.MessageCount, t.ParticipantCount, unread(style, t.Unread, t.Mentions), transcript.Stamp(t.LastActivityAt), excerptOf(t))
	}
	moreAfter(w, style, "threads", next)
}

func excerptOf(t threadLine) string {
	if t.RootExcerpt == "" {
		return "(deleted)"
	}
	return transcript.Name(t.RootExcerpt)
}

// unread says how many messages are new, and how many of them call the reader
// by name.
func unread(style transcript.Styles, n, mentions int64) string {
	text := fmt.Sprintf("unread %d", n)
	if mentions > 0 {
		text += fmt.Sprintf(" (%d for you)", mentions)
	}
	if n > 0 {
		return style.Bold(text)
	}
	return text
}

func moreAfter(w io.Writer, style transcript.Styles, what string, next time.Time) {
	if !next.IsZero() {
		fmt.Fprintln(w, style.Dim("More "+what+": --after "+next.UTC().Format(time.RFC3339Nano)))
	}
}

func (r *remote) showTree(ctx context.Context, s *session, root chat.MessageID, show page) error {
	tree, err := s.Tree(ctx, root, chat.Path(show.cursor), show.limit)
	if err != nil {
		return err
	}
	people, err := r.peopleOf(ctx, s, tree)
	if err != nil {
		return err
	}
	return r.print(tree, func(w io.Writer) {
		if showsText(r.env) {
			transcript.ShowTree(w, r.style(), people, tree.Messages, terminalWidth(w))
		} else {
			transcript.WriteTree(w, tree.Messages)
		}
		if tree.NextCursor != "" {
			fmt.Fprintln(w, r.style().Dim("More of this thread: --cursor "+transcript.Name(string(tree.NextCursor))))
		}
	})
}

// peopleOf asks for names where they are shown.
func (r *remote) peopleOf(ctx context.Context, s *session, tree api.ThreadTreeResponse) (transcript.People, error) {
	if r.json || !showsText(r.env) || len(tree.Messages) == 0 {
		return nil, nil
	}
	list, err := s.Participants(ctx, tree.Messages[0].ConversationID)
	return transcript.NewPeople(list.Participants), err
}
