package cli

import (
	"fmt"
	"io"
	"log/slog"

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
			log := newLogger(env.Stderr, loaded.Config.Logging)
			if loaded.File != "" {
				log.Info("settings read", "file", loaded.File)
			}
			for _, w := range loaded.Warnings {
				log.Warn("setting", "problem", w.String())
			}
			return env.Serve(cmd.Context(), loaded.Config, ServeOptions{Console: env.Stdout, Log: log, Version: env.Version.Number})
		},
	}
	settings.register(cmd.Flags())
	return cmd
}

// newLogger writes entries as the settings ask.
func newLogger(w io.Writer, l config.Logging) *slog.Logger {
	options := &slog.HandlerOptions{Level: l.SlogLevel(), ReplaceAttr: nameTrace}
	if l.Format == config.LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// nameTrace calls the level below debug by its name instead of DEBUG-4.
func nameTrace(_ []string, a slog.Attr) slog.Attr {
	if level, ok := a.Value.Any().(slog.Level); ok && a.Key == slog.LevelKey && level == config.LevelTrace {
		return slog.String(a.Key, "TRACE")
	}
	return a
}

// warn prints warnings for a person, for commands that keep no log.
func warn(w io.Writer, warnings config.Problems) {
	for _, p := range warnings {
		fmt.Fprintf(w, "warning: %s\n", p)
	}
}
