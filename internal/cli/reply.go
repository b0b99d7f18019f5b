package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/client"
)

func newReply(env Env) *cobra.Command {
	var at place
	var parent chat.MessageID
	var wait bool
	cmd := &cobra.Command{
		Use:   "reply (--parent <id> | --conversation <id>) [text | -]",
		Short: "Reply to a message, or start a thread",
		Long: "Posts a message: below the one after --parent, or as a new thread in the conversation after --conversation.\n" +
			"The text is the argument, or standard input when that is - or is not a terminal. Prints the ids of the message,\n" +
			"of its thread, and of the answers that models begin to write.",
		Example: "  rustygpt reply --parent <id> \"And the moon?\"\n" +
			"  rustygpt reply --conversation <id> --wait < question.txt",
	}
	r := newRemote(cmd, env)
	cmd.Flags().Var(idFlag[chat.Message]{&parent}, "parent", "`id` of the message to reply to")
	at.addConversation(cmd.Flags(), "`id` of the conversation in which to start a thread; also --conv")
	cmd.Flags().BoolVar(&wait, "wait", false, "follow the answers to their end")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if parent.IsZero() == at.conversation.IsZero() {
			return usageError{errors.New("say where the message goes: either --parent or --conversation")}
		}
		text, err := messageText(cmd.Context(), env, args)
		if err != nil {
			return err
		}
		s, err := r.open()
		if err != nil {
			return err
		}
		request := uuid.NewString() // makes the second attempt harmless
		message := api.PostMessageRequest{Content: text, RequestID: &request}
		p, err := send(cmd.Context(), s, parent, at.conversation, message)
		if isCode(err, client.CodeUnreachable) {
			p, err = send(cmd.Context(), s, parent, at.conversation, message)
		}
		if err != nil {
			return advised(err)
		}
		if !r.json {
			p.show(env.Stdout)
		}
		if wait {
			if err := r.await(cmd.Context(), s, &p); err != nil {
				return err
			}
		}
		if r.json {
			return errors.Join(writeJSON(env.Stdout, p), failed(p.Answers))
		}
		return failed(p.Answers)
	}
	return cmd
}

// messageText is what is to be posted.
func messageText(ctx context.Context, env Env, args []string) (string, error) {
	text := strings.Join(args, " ")
	if text == "-" || len(args) == 0 && !isTerminal(env.Stdin) {
		read, err := interruptible(ctx, func() (string, error) {
			all, err := io.ReadAll(env.Stdin)
			return string(all), err
		})
		if err != nil {
			return "", err
		}
		text = strings.TrimRight(read, "\r\n")
	}
	if strings.TrimSpace(text) == "" {
		return "", usageError{errors.New("there is no text to post: give it as an argument or on standard input")}
	}
	return text, nil
}

// posted is a message and the answers to it.
type posted struct {
	MessageID      chat.MessageID      `json:"message_id"`
	RootID         chat.MessageID      `json:"root_id"`
	ParentID       chat.MessageID      `json:"parent_id,omitzero"`
	ConversationID chat.ConversationID `json:"conversation_id"`
	Depth          int                 `json:"depth"`
	Message        chat.Message        `json:"message"`
	Answers        []chat.Message      `json:"answers,omitempty"`
}

func send(ctx context.Context, s *session, parent chat.MessageID, conversation chat.ConversationID, message api.PostMessageRequest) (posted, error) {
	if parent.IsZero() {
		p, err := s.PostRoot(ctx, conversation, message)
		return posted{
			MessageID: p.MessageID, RootID: p.RootID, ConversationID: p.ConversationID, Depth: p.Depth,
			Message: p.Message, Answers: p.Answers,
		}, err
	}
	p, err := s.Reply(ctx, parent, message)
	return posted{
		MessageID: p.MessageID, RootID: p.RootID, ParentID: p.ParentID, ConversationID: p.ConversationID, Depth: p.Depth,
		Message: p.Message, Answers: p.Answers,
	}, err
}

func (p posted) show(w io.Writer) {
	fmt.Fprintf(w, "message %s\nroot    %s\n", p.MessageID, p.RootID)
	for _, a := range p.Answers {
		fmt.Fprintf(w, "answer  %s\n", a.ID)
	}
}

// await follows the thread until all answers have ended, and then has them as
// they are stored.
func (r *remote) await(ctx context.Context, s *session, p *posted) error {
	if len(p.Answers) == 0 {
		return nil
	}
	open := map[chat.MessageID]bool{}
	for _, a := range p.Answers {
		open[a.ID] = true
	}
	f := follower{remote: r, session: s, what: client.Follow{
		Conversation: p.ConversationID, Root: p.RootID, After: p.Message.Position,
	}}
	f.concerns = func(e client.Event) bool { return e.Type == chat.EventError || open[messageOf(e)] }
	f.enough = func(e client.Event) bool {
		if e.Type == chat.EventMessageDone {
			delete(open, messageOf(e))
		}
		return len(open) == 0
	}
	if r.json {
		f.view = silent{}
	}
	if err := f.run(ctx); err != nil {
		return advised(err)
	}
	for i, a := range p.Answers {
		whole, err := s.Message(ctx, p.ConversationID, a.ID)
		if err != nil {
			return advised(err)
		}
		p.Answers[i] = whole
	}
	return nil
}

// messageOf is the answer that an event is about.
func messageOf(e client.Event) chat.MessageID {
	switch p := e.Decoded.(type) {
	case *chat.MessagePayload:
		return p.Message.ID
	case *chat.DeltaPayload:
		return p.MessageID
	case *chat.DonePayload:
		return p.MessageID
	default:
		return chat.MessageID{}
	}
}

// failed reports answers that did not become whole.
func failed(answers []chat.Message) error {
	for _, a := range answers {
		if a.Status == chat.StatusFailed || a.Status == chat.StatusInterrupted {
			return fmt.Errorf("the answer %s is %s", a.ID, a.Status)
		}
	}
	return nil
}
