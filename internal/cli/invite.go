package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
	"github.com/rustygpt/rustygpt/internal/client"
)

func newInvite(env Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:                        "invite",
		Short:                      "Invite people into a conversation, or accept an invitation",
		Args:                       unknownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SuggestionsMinimumDistance: 2, // letters
	}
	cmd.AddCommand(newInviteCreate(env), newInviteList(env), newInviteRevoke(env), newInviteAccept(env))
	return cmd
}

func newInviteCreate(env Env) *cobra.Command {
	var at place
	var email, role string
	var ttl time.Duration
	cmd := &cobra.Command{
		Use:   "create --conversation <id> --email <address>",
		Short: "Make an invitation",
		Long: "Makes an invitation and prints its token, this one time. Whoever has the token can join the conversation, once.\n" +
			"The e-mail address says for whom it is; nothing is sent there.",
		Example: "  rustygpt invite create --conversation <id> --email bob@example.com --ttl 72h",
		Args:    arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	inConversation(cmd, &at)
	addRole(cmd, &role)
	cmd.Flags().StringVar(&email, "email", "", "e-mail `address` of the person it is for")
	cmd.Flags().DurationVar(&ttl, "ttl", 24*time.Hour, "for `how long` it can be accepted")
	cmd.RunE = r.with(&at, func(ctx context.Context, s *session, _ []string) error {
		as, err := parseRole(role)
		if err != nil {
			return err
		}
		if strings.TrimSpace(email) == "" {
			return usageError{errors.New("--email: say for whom the invitation is")}
		}
		seconds := int32(ttl / time.Second)
		made, err := s.CreateInvite(ctx, at.conversation, api.CreateInviteRequest{Email: email, Role: as, TTLSeconds: &seconds})
		if err != nil {
			return err
		}
		return r.print(made, func(w io.Writer) {
			fmt.Fprintf(w, "invitation %s\ntoken      %s\nuntil      %s\n", made.ID, transcript.Name(made.Token), transcript.Stamp(made.ExpiresAt))
			fmt.Fprintf(w, "To join, open %s%s%s\nor run     rustygpt invite accept %[3]s\n", s.Server(), invitePage, transcript.Name(made.Token))
		})
	})
	return cmd
}

func newInviteList(env Env) *cobra.Command {
	var at place
	cmd := &cobra.Command{
		Use:   "list --conversation <id>",
		Short: "List a conversation's invitations",
		Args:  arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	inConversation(cmd, &at)
	cmd.RunE = r.with(&at, func(ctx context.Context, s *session, _ []string) error {
		list, err := s.Invites(ctx, at.conversation)
		if err != nil {
			return err
		}
		return r.print(list, func(w io.Writer) { showInvites(w, list.Invites) })
	})
	return cmd
}

func showInvites(w io.Writer, list []api.InviteView) {
	if len(list) == 0 {
		fmt.Fprintln(w, "There are no invitations.")
		return
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, i := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\tuntil %s\t%s\n", i.ID, i.State, i.Role, transcript.Stamp(i.ExpiresAt), transcript.Name(i.Email))
	}
	_ = table.Flush() // as with every other print
}

func newInviteRevoke(env Env) *cobra.Command {
	var at place
	cmd := &cobra.Command{
		Use:     "revoke <token> | --conversation <id> <invitation>",
		Short:   "Take an invitation back",
		Long:    "Takes an invitation back, named by its token, or by its id together with --conversation.",
		Example: "  rustygpt invite revoke <token>\n  rustygpt invite revoke --conversation <id> <id of the invitation>",
		Args:    arguments(cobra.ExactArgs(1)),
	}
	r := newRemote(cmd, env)
	inConversation(cmd, &at)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		id, notID := chat.ParseID[chat.Invite](args[0])
		if byID := !at.conversation.IsZero(); byID && notID != nil {
			return usageError{fmt.Errorf("%w, as an invitation's id is. A token goes without --conversation", notID)}
		} else if !byID && notID == nil {
			return usageError{errors.New("--conversation: an invitation's id needs the conversation that it is for")}
		}
		s, err := r.open()
		if err != nil {
			return err
		}
		if notID == nil {
			err = s.RevokeInvite(cmd.Context(), at.conversation, id)
		} else {
			err = s.RevokeToken(cmd.Context(), args[0])
		}
		if err != nil {
			return advised(err)
		}
		return r.print(struct {
			Revoked bool `json:"revoked"`
		}{true}, func(w io.Writer) { fmt.Fprintln(w, "The invitation is taken back.") })
	}
	return cmd
}

func newInviteAccept(env Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "accept <token | link>",
		Short: "Join the conversation of an invitation",
		Args:  arguments(cobra.ExactArgs(1)),
	}
	r := newRemote(cmd, env)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		s, err := r.open()
		if err != nil {
			return err
		}
		token, err := tokenOf(args[0], s.Server())
		if err != nil {
			return err
		}
		joined, err := s.AcceptInvite(cmd.Context(), token)
		if err != nil {
			return advised(err)
		}
		return r.print(joined, func(w io.Writer) {
			fmt.Fprintf(w, "conversation %s\nRead it: rustygpt chat --conversation %[1]s\n", joined.ConversationID)
		})
	}
	return cmd
}

// invitePage is where the web app shows an invitation.
const invitePage = "/invite/"

// tokenOf finds the token in what somebody was sent: the token or a link.
func tokenOf(invitation, server string) (string, error) {
	address, token, isLink := strings.Cut(invitation, invitePage)
	if !isLink {
		return invitation, nil
	}
	if inviter, err := client.ParseServer(address); err != nil || inviter != server {
		return "", fmt.Errorf("this invitation is for %s, you are logged in to %s. Log in there first: rustygpt login --server %[1]s", address, server)
	}
	return token, nil
}
