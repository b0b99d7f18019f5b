package lmstudio

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	// maxOutput is kept of what the command prints, in bytes.
	maxOutput = 4 << 20
	// maxQuoteChars is repeated of its words when it fails.
	maxQuoteChars = 500
	// grace is how long its output may stay open after its end.
	grace = 2 * time.Second
)

// run has the command do something and returns what it prints. Invalid, with its
// own words, when it fails or does not end in time; it is killed then.
func run(ctx context.Context, timeout time.Duration, program string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // program() lets only LM Studio's command pass
	var out, complaint capped
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &complaint, grace
	detach(cmd)
	err := cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, chat.Errorf(chat.Invalid, "LM Studio's command did not end in time.")
	case ctx.Err() != nil:
		return nil, chat.Wrap(chat.Canceled, "The request was cancelled.", ctx.Err())
	}
	words := quote(complaint.Bytes())
	if words == "" {
		words = quote(out.Bytes())
	}
	if words == "" {
		return nil, chat.Wrap(chat.Invalid, "LM Studio's command failed.", err)
	}
	return nil, chat.Wrap(chat.Invalid, chat.Fill("LM Studio's command failed. It says: %s", chat.Verbatim(words)), err)
}

// capped keeps the first bytes that are written to it.
type capped struct{ bytes.Buffer }

func (c *capped) Write(b []byte) (int, error) {
	if left := maxOutput - c.Len(); left > 0 {
		c.Buffer.Write(b[:min(left, len(b))])
	}
	return len(b), nil
}

// styles are the escape sequences by which terminals change colours.
var styles = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]`)

func plain(output []byte) string { return styles.ReplaceAllString(string(output), "") }

// quote makes what a program printed one short line.
func quote(output []byte) string {
	printable := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, plain(output))
	words := []rune(strings.Join(strings.Fields(printable), " "))
	if len(words) > maxQuoteChars {
		words = append(words[:maxQuoteChars-1], '…')
	}
	return string(words)
}
