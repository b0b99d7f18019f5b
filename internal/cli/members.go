package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
)

// conversationRoles are what a role can be, strongest first.
var conversationRoles = []string{
	string(chat.RoleOwner), string(chat.RoleConvAdmin), string(chat.RoleParticipant), string(chat.RoleViewer),
}

func newMembers(env Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:                        "members",
		Short:                      "See and change who is in a conversation",
		Args:                       unknownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SuggestionsMinimumDistance: 2, // letters
	}
	cmd.AddCommand(newMembersList(env), newMembersAdd(env), newMembersRole(env), newMembersRemove(env))
	return cmd
}

// inConversation gives a command the flag --conversation, which it needs.
func inConversation(cmd *cobra.Command, at *place) {
	at.addConversation(cmd.Flags(), "`id` of the conversation; also --conv")
}

// need refuses a command line without --conversation.
func (p *place) need() error {
	if p.conversation.IsZero() {
		return usageError{errors.New("--conversation: say which one; 'rustygpt chat' lists them")}
	}
	return nil
}

func newMembersList(env Env) *cobra.Command {
	var at place
	cmd := &cobra.Command{
		Use:   "list --conversation <id>",
		Short: "List who is in a conversation",
		Args:  arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	inConversation(cmd, &at)
	cmd.RunE = r.with(&at, func(ctx context.Context, s *session, _ []string) error {
		list, err := s.Participants(ctx, at.conversation)
		if err != nil {
			return err
		}
		return r.print(list, func(w io.Writer) { showMembers(w, list.Participants) })
	})
	return cmd
}

// with makes the body of a command about one conversation.
func (r *remote) with(at *place, do func(ctx context.Context, s *session, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := at.need(); err != nil {
			return err
		}
		s, err := r.open()
		if err != nil {
			return err
		}
		return advised(do(cmd.Context(), s, args))
	}
}

func showMembers(w io.Writer, list []chat.Participant) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n",
			p.AccountID, p.Role, transcript.Name(p.Username), transcript.Name(string(p.Presence)), transcript.Name(p.DisplayName))
	}
	_ = table.Flush() // as with every other print
}

func newMembersAdd(env Env) *cobra.Command {
	var at place
	var role string
	cmd := &cobra.Command{
		Use:   "add --conversation <id> <user>",
		Short: "Let somebody into a conversation",
		Long:  "Lets in an account of the server, named by user name, e-mail address or id.",
		Args:  arguments(cobra.ExactArgs(1)),
	}
	r := newRemote(cmd, env)
	inConversation(cmd, &at)
	addRole(cmd, &role)
	cmd.RunE = r.with(&at, func(ctx context.Context, s *session, args []string) error {
		as, err := parseRole(role)
		if err != nil {
			return err
		}
		if err := s.AddParticipant(ctx, at.conversation, whom(args[0], as)); err != nil {
			return err
		}
		return r.printMember(ctx, s, at, args[0], "is in the conversation as "+role)
	})
	return cmd
}

func newMembersRole(env Env) *cobra.Command {
	var at place
	cmd := &cobra.Command{
		Use:   "role --conversation <id> <user> <role>",
		Short: "Change what somebody may do in a conversation",
		Long:  "Changes the role of somebody who is in the conversation: owner, admin, member or viewer.",
		Args:  arguments(cobra.ExactArgs(2)),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 1 {
				return conversationRoles, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
	}
	r := newRemote(cmd, env)
	inConversation(cmd, &at)
	cmd.RunE = r.with(&at, func(ctx context.Context, s *session, args []string) error {
		as, err := parseRole(args[1])
		if err != nil {
			return err
		}
		member, err := findMember(ctx, s, at.conversation, args[0])
		if err != nil {
			return err
		}
		if err := s.AddParticipant(ctx, at.conversation, api.AddParticipantRequest{UserID: &member.AccountID, Role: as}); err != nil {
			return err
		}
		return r.printMember(ctx, s, at, args[0], "is "+args[1]+" now")
	})
	return cmd
}

func newMembersRemove(env Env) *cobra.Command {
	var at place
	cmd := &cobra.Command{
		Use:   "remove --conversation <id> <user>",
		Short: "Make somebody leave a conversation, or leave it yourself",
		Args:  arguments(cobra.ExactArgs(1)),
	}
	r := newRemote(cmd, env)
	inConversation(cmd, &at)
	cmd.RunE = r.with(&at, func(ctx context.Context, s *session, args []string) error {
		member, err := findMember(ctx, s, at.conversation, args[0])
		if err != nil {
			return err
		}
		if err := s.RemoveParticipant(ctx, at.conversation, member.AccountID); err != nil {
			return err
		}
		return r.print(member, func(w io.Writer) {
			fmt.Fprintf(w, "%s is not in the conversation any more.\n", transcript.Name(member.Name()))
		})
	})
	return cmd
}

func addRole(cmd *cobra.Command, role *string) {
	cmd.Flags().StringVar(role, "role", string(chat.RoleParticipant), "`role`: "+strings.Join(conversationRoles, ", "))
	// It fails for flags that do not exist only.
	_ = cmd.RegisterFlagCompletionFunc("role", cobra.FixedCompletions(conversationRoles, cobra.ShellCompDirectiveNoFileComp))
}

func parseRole(role string) (chat.ConversationRole, error) {
	for _, r := range conversationRoles {
		if r == role {
			return chat.ConversationRole(r), nil
		}
	}
	return "", usageError{fmt.Errorf("there is no role %q: use %s", role, strings.Join(conversationRoles, ", "))}
}

// whom names somebody by id where the text is one, else by name.
func whom(name string, role chat.ConversationRole) api.AddParticipantRequest {
	if id, err := chat.ParseID[chat.Account](name); err == nil {
		return api.AddParticipantRequest{UserID: &id, Role: role}
	}
	return api.AddParticipantRequest{Username: &name, Role: role}
}

// findMember finds somebody who is in a conversation by id or user name.
func findMember(ctx context.Context, s *session, id chat.ConversationID, name string) (chat.Participant, error) {
	list, err := s.Participants(ctx, id)
	if err != nil {
		return chat.Participant{}, err
	}
	for _, p := range list.Participants {
		if p.AccountID.String() == name || strings.EqualFold(p.Username, name) {
			return p, nil
		}
	}
	return chat.Participant{}, fmt.Errorf("nobody called %q is in this conversation. 'rustygpt members list' shows who is", name)
}

// printMember shows what became of somebody.
func (r *remote) printMember(ctx context.Context, s *session, at place, name, what string) error {
	if !r.json {
		fmt.Fprintf(r.env.Stdout, "%s %s.\n", transcript.Name(name), what)
		return nil
	}
	list, err := s.Participants(ctx, at.conversation)
	if err != nil {
		return err
	}
	return writeJSON(r.env.Stdout, list)
}
