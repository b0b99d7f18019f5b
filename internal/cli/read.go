package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/chat"
)

func newRead(env Env) *cobra.Command {
	var at place
	cmd := &cobra.Command{
		Use:   "read --root <id>",
		Short: "Mark a thread as read",
		Args:  arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	at.addRoot(cmd.Flags(), "`id` of the thread: that of its first message")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if at.root.IsZero() {
			return usageError{errors.New("--root: say which thread; 'rustygpt chat --conversation <id>' lists them")}
		}
		s, err := r.open()
		if err != nil {
			return err
		}
		if err := s.MarkRead(cmd.Context(), at.root); err != nil {
			return advised(err)
		}
		return r.print(chat.ThreadUnread{RootID: at.root}, func(w io.Writer) {
			fmt.Fprintf(w, "Everything in %s is read.\n", at.root)
		})
	}
	return cmd
}
