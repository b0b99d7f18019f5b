// Command rustygpt is the server and the tools around it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/rustygpt/rustygpt/internal/autostart"
	"github.com/rustygpt/rustygpt/internal/cli"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/httpapi"
	"github.com/rustygpt/rustygpt/internal/server"
	"github.com/rustygpt/rustygpt/web"
)

// version is set by the Makefile: -ldflags "-X main.version=v1.2.3".
var version string

func main() {
	os.Exit(run())
}

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal is not caught and ends the program

	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "rustygpt: the current directory is gone:", err)
		return 1
	}
	return cli.Run(ctx, os.Args[1:], cli.Env{
		Stdin:   os.Stdin,
		Stdout:  os.Stdout,
		Stderr:  os.Stderr,
		Environ: os.Environ(),
		WorkDir: dir,
		Version: buildVersion(),
		Serve:   serve,
		Move:    move,
		Spec:    httpapi.Spec,

		AcceptKey:    server.AcceptKey,
		Backup:       makeBackup,
		VerifyBackup: verifyBackup,
		Restore:      restore,
		Examine:      examine,
	})
}

func serve(ctx context.Context, cfg config.Config, opts cli.ServeOptions) error {
	return server.Run(ctx, cfg, server.Options{
		Console:  opts.Console,
		Log:      opts.Log,
		LogFiles: opts.LogFiles,
		Version:  opts.Version,
		Assets:   web.Dist(),
		Command:  startAgain(),
	})
}

// startAgain is how this server was started. Without a program when that cannot
// be found out.
func startAgain() autostart.Command {
	program, err := os.Executable()
	if err != nil {
		return autostart.Command{}
	}
	dir, err := os.Getwd()
	if err != nil {
		return autostart.Command{}
	}
	return autostart.Command{Program: program, Args: os.Args[1:], Dir: dir}
}

// buildVersion is what the build was told, or else what the Go tool recorded.
func buildVersion() cli.Version {
	if version != "" {
		return cli.Version{Number: version}
	}
	v := cli.Version{Number: "(devel)"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Number = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Revision = s.Value[:min(12, len(s.Value))]
		}
	}
	return v
}
