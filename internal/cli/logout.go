package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
	"github.com/rustygpt/rustygpt/internal/client"
)

func newLogout(env Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Log out and forget the login",
		Long: "Ends the session on the server and removes the session file. When the server cannot be reached the file is\n" +
			"removed all the same.",
		Args: arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := r.open()
		if err != nil {
			return err
		}
		switch err := s.Logout(cmd.Context()); {
		case isCode(err, client.CodeOtherServer):
			return advised(err)
		case err != nil && !isCode(err, client.CodeNotLoggedIn):
			fmt.Fprintf(env.Stderr, "warning: the session could not be ended on the server: %s\n", transcript.Text(err.Error()))
		}
		existed, err := s.jar.Remove()
		if err != nil {
			return err
		}
		type result struct {
			File    string `json:"session_store"`
			Removed bool   `json:"removed"`
		}
		return r.print(result{s.jar.Path(), existed}, func(w io.Writer) {
			if existed {
				fmt.Fprintf(w, "You are logged out. The session file %s is removed.\n", s.jar.Path())
			} else {
				fmt.Fprintf(w, "You were not logged in: there was no session file %s.\n", s.jar.Path())
			}
		})
	}
	return cmd
}

func isCode(err error, code string) bool {
	e, ok := errors.AsType[*chat.Error](err)
	return ok && e.Code == code
}
