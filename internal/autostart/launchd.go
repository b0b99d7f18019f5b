package autostart

import (
	"encoding/xml"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const agentLabel = "dev.rustygpt.server"

// Launchd is macOS's list of launch agents (launchd.plist(5)).
type Launchd struct {
	Dir string // such as ~/Library/LaunchAgents
}

// Supported implements Entry.
func (l Launchd) Supported() bool { return l.Dir != "" }

func (l Launchd) agent() string { return filepath.Join(l.Dir, agentLabel+".plist") }

// Enabled implements Entry.
func (l Launchd) Enabled() (bool, error) {
	_, err := os.Stat(l.agent())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Enable implements Entry.
func (l Launchd) Enable(c Command) error { return replaceFile(l.agent(), agentText(c)) }

// Disable implements Entry.
func (l Launchd) Disable() error { return remove(l.agent()) }

func agentText(c Command) string {
	var b strings.Builder
	b.WriteString(xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>` + agentLabel + `</string>
	<key>ProgramArguments</key>
	<array>
`)
	for _, word := range append([]string{c.Program}, c.Args...) {
		b.WriteString("\t\t<string>" + escaped(word) + "</string>\n")
	}
	b.WriteString(`	</array>
	<key>WorkingDirectory</key>
	<string>` + escaped(c.Dir) + `</string>
	<key>RunAtLoad</key>
	<true/>
</dict>
</plist>
`)
	return b.String()
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}
