package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/client"
	"github.com/rustygpt/rustygpt/internal/config"
)

// remote is what the commands have in common that call a server.
type remote struct {
	env    Env
	file   string
	server string
	json   bool
}

// newRemote gives a command the flags of a remote one.
func newRemote(cmd *cobra.Command, env Env) *remote {
	r := &remote{env: env}
	if cmd.ValidArgsFunction == nil {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	flags := cmd.Flags()
	flags.StringVarP(&r.file, "config", "c", "", "settings `file` (default: config.toml, .yaml, .yml or .json here)")
	flags.StringVar(&r.server, "server", "", "`address` of the server (default: the one you are logged in to)")
	flags.BoolVar(&r.json, "json", false, "print JSON for other programs")
	return r
}

// session is a client, and where it keeps its login.
type session struct {
	*client.Client
	jar    *client.Jar
	before string // the server that the jar was for until now; empty = none
}

// open makes a client for whoever is logged in. Without --server it calls the
// server that the login is for.
func (r *remote) open() (*session, error) { return r.openFor(false) }

// openFor makes a client. A new login goes to the server of the settings when
// there is no --server.
func (r *remote) openFor(newLogin bool) (*session, error) {
	loaded, err := config.Load(config.Input{File: r.file, Environ: r.env.Environ, WorkDir: r.env.WorkDir})
	if err != nil {
		return nil, err
	}
	cfg := loaded.Config
	if cfg.CLI.SessionStore == "" {
		return nil, errors.New("cli.session_store is empty, so there is no place for a login. Set it to the path of a file")
	}
	if strings.HasPrefix(cfg.CLI.SessionStore, "~") {
		return nil, errors.New("your home directory is not known, so there is no place for a login. Set HOME, or cli.session_store to the path of a file")
	}
	jar := client.NewJar(cfg.CLI.SessionStore)
	before, err := jar.Server()
	if err != nil {
		return nil, err
	}
	address := r.server
	if address == "" && !newLogin {
		address = before
	}
	if address == "" {
		address = cfg.Server.PublicBaseURL
	}
	if address == "" {
		address = client.DefaultServer
	}
	server, err := client.ParseServer(address)
	if err != nil {
		return nil, usageError{fmt.Errorf("--server %s: %w", address, err)}
	}
	return &session{
		Client: client.New(client.Options{
			Server: server, Jar: jar,
			CSRFCookie: cfg.Session.CSRFCookieName, CSRFHeader: cfg.Security.CSRF.HeaderName,
		}),
		jar: jar, before: before,
	}, nil
}
