package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
)

func newLogin(env Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Log in to a server",
		Long: "Asks for e-mail address (or user name) and password and keeps the login in the file cli.session_store, for this\n" +
			"and all later commands. It is only ever sent to the server it was made for. When standard input is not a\n" +
			"terminal, the two are read from its first two lines.\n\n" +
			"The server is the one after --server, else server.public_base_url of the settings.",
		Example: "  rustygpt login\n  rustygpt login --server https://chat.example.com",
		Args:    arguments(cobra.NoArgs),
	}
	r := newRemote(cmd, env)
	cmd.Flags().Lookup("server").Usage = "`address` of the server (default: server.public_base_url of the settings)"
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := r.openFor(true)
		if err != nil {
			return err
		}
		if exposed(s.Server()) {
			fmt.Fprintf(env.Stderr, "warning: the connection to %s is not encrypted. Others on the way can read your password.\n", s.Server())
		}
		name, password, err := askForLogin(cmd.Context(), env)
		if err != nil {
			return err
		}
		answer, err := s.Login(cmd.Context(), name, password)
		if err != nil {
			return advised(err)
		}
		if s.before != "" && s.before != s.Server() {
			fmt.Fprintf(env.Stderr, "The login to %s is forgotten here. Its session there ends by itself, or under your devices in the web app.\n", s.before)
		}
		return r.printSession(s, api.MeResponse{User: answer.User, Session: answer.Session})
	}
	return cmd
}

// exposed reports whether what is sent to a server can be read on the way.
func exposed(server string) bool {
	u, err := url.Parse(server)
	if err != nil || u.Scheme == "https" || u.Hostname() == "localhost" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return err != nil || !ip.IsLoopback()
}

// sessionView is a session for other programs.
type sessionView struct {
	Server string `json:"server"`
	File   string `json:"session_store"`
	api.MeResponse
}

func (r *remote) printSession(s *session, me api.MeResponse) error {
	return r.print(sessionView{s.Server(), s.jar.Path(), me}, func(w io.Writer) {
		roles := make([]string, len(me.User.Roles))
		for i, role := range me.User.Roles {
			roles[i] = transcript.Name(role)
		}
		fmt.Fprintf(w, "Server:       %s\n", s.Server())
		fmt.Fprintf(w, "User name:    %s\n", transcript.Name(me.User.Username))
		fmt.Fprintf(w, "E-mail:       %s\n", transcript.Name(me.User.Email))
		if me.User.DisplayName != "" {
			fmt.Fprintf(w, "Name:         %s\n", transcript.Name(me.User.DisplayName))
		}
		fmt.Fprintf(w, "Roles:        %s\n", strings.Join(roles, ", "))
		fmt.Fprintf(w, "Idle until:   %s\n", transcript.Stamp(me.Session.ExpiresAt))
		if !me.Session.AbsoluteExpiresAt.IsZero() {
			fmt.Fprintf(w, "Ends at:      %s\n", transcript.Stamp(me.Session.AbsoluteExpiresAt))
		}
		fmt.Fprintf(w, "Session file: %s\n", s.jar.Path())
	})
}

// askForLogin reads name and password, without showing the latter.
func askForLogin(ctx context.Context, env Env) (name, password string, err error) {
	asks := isTerminal(env.Stdin)
	lines := bufio.NewReader(env.Stdin)
	if asks {
		fmt.Fprint(env.Stderr, "Email: ")
	}
	if name, err = interruptible(ctx, func() (string, error) { return readLine(lines) }); err != nil {
		return "", "", err
	}
	if name = strings.TrimSpace(name); name == "" {
		return "", "", errors.New("the e-mail address is empty. Give it, or the user name, on the first line")
	}
	if asks {
		fmt.Fprint(env.Stderr, "Password: ")
		password, err = readPassword(ctx, env.Stdin)
		fmt.Fprintln(env.Stderr)
	} else {
		password, err = interruptible(ctx, func() (string, error) { return readLine(lines) })
	}
	if err == nil && password == "" {
		err = errors.New("the password is empty. Give it on the second line")
	}
	return name, password, err
}

// readLine reads to the end of the line or of the input.
func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadString('\n')
	if err == io.EOF {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}

// interruptible gives up waiting for a person when ctx ends. The read goes on
// behind its back, and ends with the program.
func interruptible(ctx context.Context, read func() (string, error)) (string, error) {
	type result struct {
		text string
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		return "", errors.New("interrupted")
	}
}
