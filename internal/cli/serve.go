package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/config"
)

func newServe(env Env) *cobra.Command {
	var settings settingFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the server",
		Long: "Runs the server until it receives SIGINT or SIGTERM. Answers that are being written may then go on for\n" +
			"server.drain_seconds; a second signal ends the program at once.",
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			loaded, err := settings.load(cmd, env)
			if err != nil {
				return err
			}
			log, files := openLog(env.Stderr, loaded.Config)
			if files != nil {
				defer func() { _ = files.Close() }() // entries are in the file already
			}
			if loaded.File != "" {
				log.Info("settings read", "file", loaded.File)
			}
			for _, w := range loaded.Warnings {
				log.Warn("setting", "problem", w.String())
			}
			return env.Serve(cmd.Context(), loaded.Config, ServeOptions{
				Console: env.Stdout, Log: log, LogFiles: files, Version: env.Version.Number,
			})
		},
	}
	settings.register(cmd.Flags())
	return cmd
}

// warn prints warnings for a person, for commands that keep no log.
func warn(w io.Writer, warnings config.Problems) {
	for _, p := range warnings {
		fmt.Fprintf(w, "warning: %s\n", p)
	}
}
