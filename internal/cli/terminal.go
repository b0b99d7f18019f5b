package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"

	"golang.org/x/term"
)

// usualWidth is for terminals that do not tell theirs.
const usualWidth = 80

// isTerminal reports whether a reader or writer is a terminal.
func isTerminal(stream any) bool {
	file, isFile := stream.(*os.File)
	return isFile && term.IsTerminal(int(file.Fd()))
}

// showsText reports whether people read along who want more than plain lines. A
// dumb terminal cannot move its cursor.
func showsText(env Env) bool {
	return isTerminal(env.Stdout) && !slices.Contains(env.Environ, "TERM=dumb")
}

// terminalWidth is the number of cells in a line, now.
func terminalWidth(stream any) int {
	if file, isFile := stream.(*os.File); isFile {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return usualWidth
}

// readPassword reads a line that the terminal does not show. The terminal is
// left as it was, also when ctx ends first.
func readPassword(ctx context.Context, terminal io.Reader) (string, error) {
	file, isFile := terminal.(*os.File)
	if !isFile {
		return "", errors.New("there is no terminal to read a password from")
	}
	fd := int(file.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	defer func() { _ = term.Restore(fd, before) }() // there is nothing else to try
	return interruptible(ctx, func() (string, error) {
		typed, err := term.ReadPassword(fd)
		return string(typed), err
	})
}
