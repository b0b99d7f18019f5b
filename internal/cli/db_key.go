package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func newDBAcceptKey(env Env) *cobra.Command {
	var settings settingFlags
	cmd := &cobra.Command{
		Use:   "accept-key",
		Short: "Use the database with another encryption key, when its own is lost",
		Long: "Makes encryption.key in storage.data_dir the key of the database, in place of one that is lost; a new one is made\n" +
			"if there is none. Stop every server on the database first, and give every instance the same file afterwards.\n" +
			"Keys and headers of providers that the lost key has sealed stay unreadable: an administrator enters them again.\n" +
			"Where the old key is in a backup, put it back instead.",
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			loaded, err := settings.load(cmd, env)
			if err != nil {
				return err
			}
			warn(env.Stderr, loaded.Warnings)
			lost, err := env.AcceptKey(cmd.Context(), loaded.Config, newLogger(env.Stderr, loaded.Config.Logging))
			if err != nil {
				return err
			}
			fmt.Fprintf(env.Stdout, "The database goes with %s now.\n", filepath.Join(loaded.Config.Storage.DataDir, "encryption.key"))
			if len(lost) > 0 {
				fmt.Fprintf(env.Stdout, "Enter the keys and headers of these providers again: %s.\n", strings.Join(lost, ", "))
			}
			return nil
		},
	}
	settings.register(cmd.Flags())
	return cmd
}
