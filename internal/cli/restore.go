package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/config"
)

func newRestore(env Env) *cobra.Command {
	var settings settingFlags
	var yes bool
	cmd := &cobra.Command{
		Use:   "restore <file>",
		Short: "Put the server back to what a backup holds",
		Long: "Checks a backup and puts its database and key in the place of those that the settings name. Stop the server first.\n" +
			"Everybody has to log in again afterwards.\n\n" +
			"On SQLite the old data is kept beside the database until the next restore. On PostgreSQL the database has to be empty;\n" +
			"a restore that was interrupted has to be run again, until then no server starts on it.\n\n" +
			"Backups of FeltnerAI can be restored, too.",
		Example: "  rustygpt restore rustygpt-backup-20260301-120000.zip\n" +
			"  rustygpt restore --yes --data-dir /srv/rustygpt monday.zip.age",
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			loaded, err := settings.load(cmd, env)
			if err != nil {
				return err
			}
			warn(env.Stderr, loaded.Warnings)
			if !yes {
				if err := confirm(cmd.Context(), env, loaded.Config); err != nil {
					return err
				}
			}
			return restoreBackup(cmd.Context(), env, loaded.Config, env.path(args[0]))
		},
	}
	settings.register(cmd.Flags())
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func target(cfg config.Config) config.Database {
	engine, where := cfg.Database()
	return config.Database{Engine: engine, Where: where}
}

// confirm asks before everything is replaced.
func confirm(ctx context.Context, env Env, cfg config.Config) error {
	if !isTerminal(env.Stdin) {
		return usageError{errors.New("a restore replaces all data: say --yes where nobody can be asked")}
	}
	fmt.Fprintf(env.Stderr, "This replaces all data in %s. Type yes to go on: ", target(cfg))
	lines := bufio.NewReader(env.Stdin)
	answer, err := interruptible(ctx, func() (string, error) { return readLine(lines) })
	if err == nil && answer != "yes" {
		err = errors.New("nothing was restored")
	}
	return err
}

func restoreBackup(ctx context.Context, env Env, cfg config.Config, path string) error {
	options, err := readOptions(ctx, env, path)
	if err != nil {
		return err
	}
	progress := newProgress(env.Stderr)
	options.Report = progress.reportBackup
	done, err := env.Restore(ctx, cfg, path, options, newLogger(env.Stderr, cfg.Logging))
	progress.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "Restored: %s.\nStart the server; everybody has to log in again.\n", done.Manifest)
	if done.OldData != "" {
		fmt.Fprintf(env.Stdout, "The data from before is in %s.\n", done.OldData)
	}
	return nil
}
