package cli

import "github.com/spf13/cobra"

func newMe(env Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "me",
		Short: "Show who is logged in, and where",
		Args:  arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := r.open()
		if err != nil {
			return err
		}
		me, err := s.Me(cmd.Context())
		if err != nil {
			return advised(err)
		}
		return r.printSession(s, me)
	}
	return cmd
}
