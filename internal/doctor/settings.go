package doctor

import (
	"errors"

	"github.com/rustygpt/rustygpt/internal/config"
)

func checkSettings(p Patient) Finding {
	f := Finding{Check: "settings", Verdict: OK, Text: "There is no settings file here; every setting has its default or comes from elsewhere."}
	if p.Settings == nil {
		return refused(p.Refused)
	}
	if p.Settings.File != "" {
		f.Text = "The settings are read from " + p.Settings.File + "."
	}
	if len(p.Settings.Warnings) > 0 {
		f.Verdict = Warning
		f.Text += " Not all of them are used as they are written."
		f.Advice = lines(p.Settings.Warnings)
	}
	return f
}

func refused(err error) Finding {
	f := Finding{
		Check: "settings", Verdict: Problem,
		Text: "The settings cannot be used, and nothing else can be examined without them.",
	}
	if problems, ok := errors.AsType[config.Problems](err); ok {
		f.Advice = lines(problems)
	} else {
		f.Advice = []string{err.Error()}
	}
	return f
}

func lines(problems config.Problems) []string {
	list := make([]string, len(problems))
	for i, p := range problems {
		list[i] = p.String()
	}
	return list
}
