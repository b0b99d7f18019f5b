// Package cli is the command line of rustygpt: one file per command. What the
// commands do to the world arrives as functions and writers in Env, so tests
// run them inside the process.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/doctor"
	"github.com/rustygpt/rustygpt/internal/logfile"
	"github.com/rustygpt/rustygpt/internal/store/transfer"
)

// Env is everything a command may touch.
type Env struct {
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Environ []string // as os.Environ returns it
	WorkDir string
	Version Version

	// Serve runs the server until ctx ends.
	Serve func(ctx context.Context, cfg config.Config, opts ServeOptions) error
	// Move copies everything from one database into another.
	Move func(ctx context.Context, from, to config.Database, report func(transfer.Progress)) (transfer.Result, error)
	// AcceptKey uses a database with the key file that is there, in place of a
	// lost one. It returns the providers whose secrets are lost with it.
	AcceptKey func(ctx context.Context, cfg config.Config, log *slog.Logger) (lost []string, err error)
	// Backup writes a backup of what the settings name.
	Backup func(ctx context.Context, cfg config.Config, w io.Writer, o backup.WriteOptions) (backup.Written, error)
	// VerifyBackup makes sure that a file can be restored.
	VerifyBackup func(ctx context.Context, path string, o backup.ReadOptions) (backup.Manifest, error)
	// Restore puts what the settings name back to what a file holds.
	Restore func(ctx context.Context, cfg config.Config, path string, o backup.ReadOptions, log *slog.Logger) (backup.Restored, error)
	// Examine looks for what is wrong with a server.
	Examine func(ctx context.Context, p doctor.Patient) doctor.Report
	// Spec describes the API.
	Spec func() (json, yaml []byte, err error)
}

// ServeOptions are what the serve command knows beyond the settings.
type ServeOptions struct {
	Console  io.Writer // for the greeting and the setup token
	Log      *slog.Logger
	LogFiles *logfile.Files // where the log is kept; nil = in no files
	Version  string
}

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// usageError is a command line that cannot be understood.
type usageError struct{ error }

// Run executes one command line, without the program's name, and returns the
// exit code: 0 done, 1 failed, 2 not understood.
func Run(ctx context.Context, args []string, env Env) int {
	root := newRoot(env)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(env.Stderr, "rustygpt: %s\n", transcript.Text(err.Error())) // a server has put in its words
	if _, ok := errors.AsType[usageError](err); ok {
		fmt.Fprintln(env.Stderr, "Run 'rustygpt --help' to see what there is.")
		return exitUsage
	}
	return exitFailed
}

func newRoot(env Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "rustygpt",
		Short: "A server for conversations with language models",
		Long: "rustygpt holds conversations between people and language models and streams them live.\n" +
			"Start it with 'rustygpt serve' and open the address it prints, or take part from here: 'rustygpt login'.",
		Args:          unknownCommand,
		SilenceErrors: true, // Run prints them once
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddGroup(&cobra.Group{ID: groupRoom, Title: "In a conversation:"}, &cobra.Group{ID: groupServer, Title: "The server:"})
	root.AddCommand(grouped(groupRoom, newLogin(env), newMe(env), newLogout(env), newChat(env), newReply(env), newFollow(env),
		newRead(env), newUnread(env), newMembers(env), newInvite(env))...)
	root.AddCommand(grouped(groupServer, newServe(env), newConfig(env), newDB(env), newBackup(env), newRestore(env), newDoctor(env), newSpec(env))...)
	root.AddCommand(newVersion(env), newCompletion(env))
	root.InitDefaultHelpCmd()
	return root
}

// The groups of commands in the help.
const (
	groupRoom   = "room"
	groupServer = "server"
)

func grouped(group string, commands ...*cobra.Command) []*cobra.Command {
	for _, c := range commands {
		c.GroupID = group
	}
	return commands
}

// unknownCommand refuses a first word that is no command, with the nearest ones.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	message := fmt.Sprintf("there is no command %q", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		message += "; did you mean " + near[0] + "?"
	}
	return usageError{errors.New(message)}
}

// arguments turns a complaint about the number of arguments into a usage error.
func arguments(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%s: %w", cmd.CommandPath(), err)}
		}
		return nil
	}
}
