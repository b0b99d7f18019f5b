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
		Long: "Checks a backup and puts what is in it in the place of the data that the settings name. Everybody has to log in again\n" +
			"afterwards. The old data is kept until the next restore.\n\n" +
			"On SQLite the server has to be stopped; the key of the backup takes the place of the present one. On PostgreSQL servers may\n" +
			"run: they start again with the new data. The key of the database stays.\n\n" +
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
	fmt.Fprintf(env.Stdout, "Restored: %s.\nEverybody has to log in again.\n", done.Manifest)
	if done.OldData != "" {
		fmt.Fprintf(env.Stdout, "The data from before is in %s.\n", done.OldData)
	}
	return nil
}
