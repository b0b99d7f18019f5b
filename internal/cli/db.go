package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

func newDB(env Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:                        "db",
		Short:                      "Work on the database",
		Args:                       unknownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SuggestionsMinimumDistance: 2, // letters
	}
	cmd.AddCommand(newDBMove(env), newDBAcceptKey(env))
	return cmd
}

func newDBMove(env Env) *cobra.Command {
	var settings settingFlags
	var from, to string
	cmd := &cobra.Command{
		Use:   "move --to <address>",
		Short: "Copy everything from SQLite to PostgreSQL, or back",
		Long: "Copies everything in one database into an empty one of the other engine, compares the two and leaves the first\n" +
			"as it was. Stop every server on both first. A move that was interrupted has to be run again; until then no server\n" +
			"starts on the incomplete target.",
		Example: "  rustygpt db move --to postgres://rustygpt:secret@db.example.com/rustygpt\n" +
			"  rustygpt db move --from postgres://rustygpt:secret@db.example.com/rustygpt --to sqlite:rustygpt.db",
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			loaded, err := settings.load(cmd, env)
			if err != nil {
				return err
			}
			warn(env.Stderr, loaded.Warnings)
			source, target, err := ends(loaded.Config, from, to)
			if err != nil {
				return err
			}
			progress := newProgress(env.Stderr)
			result, err := env.Move(cmd.Context(), source, target, progress.report)
			progress.end()
			if err != nil {
				return err
			}
			return printMoved(env.Stdout, loaded.Config, target, result)
		},
	}
	settings.register(cmd.Flags())
	cmd.Flags().StringVar(&from, "from", "", "`address` of the database to read (default: db.url of the settings)")
	cmd.Flags().StringVar(&to, "to", "", "`address` of the database to fill: sqlite:<path> or postgres://user:password@host/name")
	return cmd
}

// ends are the two databases of a move.
func ends(cfg config.Config, from, to string) (source, target config.Database, err error) {
	if to == "" {
		return source, target, usageError{errors.New("--to: say which database to fill: sqlite:<path> or postgres://user:password@host/name")}
	}
	source.Engine, source.Where = cfg.Database()
	if from != "" {
		if source, err = config.ParseDatabase(from); err != nil {
			return source, target, usageError{fmt.Errorf("--from %w", err)}
		}
	}
	if target, err = config.ParseDatabase(to); err != nil {
		return source, target, usageError{fmt.Errorf("--to %w", err)}
	}
	if source.Engine == target.Engine {
		return source, target, usageError{errors.New(sameEngine[source.Engine])}
	}
	return source, target, nil
}

// sameEngine says what to do instead of a move.
var sameEngine = map[config.Engine]string{
	config.SQLite:   "both databases are SQLite: stop the server and copy the file",
	config.Postgres: "both databases are PostgreSQL: use pg_dump and pg_restore",
}

func printMoved(w io.Writer, cfg config.Config, target config.Database, result transfer.Result) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TABLE\tROWS\tCHECKSUM ON BOTH SIDES")
	for _, m := range result.Moved {
		fmt.Fprintf(table, "%s\t%d\t%s\n", m.Table, m.Rows, m.Checksum)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, r := range result.Remnants {
		fmt.Fprintf(w, "\nNot copied, because %s has no place for them: %d %s.", target.Engine.Name(), r.Rows, r.What)
	}
	_, err := fmt.Fprintf(w, `
Everything is copied and compared. What is left to do:

- Set db.url to %s and start the server.
- Keep %s: it opens the keys of the providers,
  which were copied as they are, sealed.
- Remove the old database once you do not need it any more; it is as it was.
`, target, filepath.Join(cfg.Storage.DataDir, "encryption.key"))
	return err
}
