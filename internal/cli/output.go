package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/muesli/termenv"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/cli/transcript"
)

// writeJSON prints a value as one line.
func writeJSON(w io.Writer, v any) error {
	text, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", transcript.EscapeJSON(text))
	return err
}

// print writes a result, as JSON when that was asked for.
func (r *remote) print(v any, show func(w io.Writer)) error {
	if r.json {
		return writeJSON(r.env.Stdout, v)
	}
	show(r.env.Stdout)
	return nil
}

// style is how results look where people read them.
func (r *remote) style() transcript.Styles { return styles(r.env) }

// styles are colours on a terminal only.
func styles(env Env) transcript.Styles {
	if !showsText(env) {
		return transcript.Plain()
	}
	// Only old consoles of Windows have to be told that control sequences come.
	_, _ = termenv.EnableVirtualTerminalProcessing(termenv.NewOutput(env.Stdout))
	return transcript.NewStyles(env.Stdout, env.Environ)
}

// idFlag is a flag whose value is an id.
type idFlag[Noun any] struct{ id *chat.ID[Noun] }

func (f idFlag[Noun]) String() string {
	if f.id == nil || f.id.IsZero() {
		return ""
	}
	return f.id.String()
}

func (f idFlag[Noun]) Set(text string) (err error) {
	*f.id, err = chat.ParseID[Noun](text)
	if err == nil && f.id.IsZero() {
		return errors.New("names nothing") // and would count as not given
	}
	return err
}

func (idFlag[Noun]) Type() string { return "id" }
