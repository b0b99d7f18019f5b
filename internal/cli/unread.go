package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func newUnread(env Env) *cobra.Command {
	var at place
	cmd := &cobra.Command{
		Use:   "unread --conversation <id>",
		Short: "Count your unread messages by thread",
		Args:  arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	inConversation(cmd, &at)
	cmd.RunE = r.with(&at, func(ctx context.Context, s *session, _ []string) error {
		counts, err := s.Unread(ctx, at.conversation)
		if err != nil {
			return err
		}
		return r.print(counts, func(w io.Writer) {
			for _, t := range counts.Threads {
				fmt.Fprintf(w, "%s  %s\n", t.RootID, unread(r.style(), t.Unread, t.Mentions))
			}
		})
	})
	return cmd
}
