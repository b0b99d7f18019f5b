package autostart

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const unitName = "rustygpt.service"

// Systemd is the user manager of systemd. Enabling a unit is a link in a
// directory (systemctl(1), "enable"), so that the manager need not be asked.
type Systemd struct {
	ConfigDir string // such as ~/.config
	Session   string // exists while the user has a manager, such as /run/user/1000/systemd
}

// Supported implements Entry.
func (s Systemd) Supported() bool {
	info, err := os.Stat(s.Session)
	return s.ConfigDir != "" && err == nil && info.IsDir()
}

func (s Systemd) unit() string { return filepath.Join(s.ConfigDir, "systemd", "user", unitName) }

func (s Systemd) link() string {
	return filepath.Join(s.ConfigDir, "systemd", "user", "default.target.wants", unitName)
}

// Enabled implements Entry.
func (s Systemd) Enabled() (bool, error) {
	_, err := os.Stat(s.link())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Enable implements Entry.
func (s Systemd) Enable(c Command) error {
	if err := replaceFile(s.unit(), unitText(c)); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.link()), 0o755); err != nil { //nolint:gosec // like the files of other programs there
		return err
	}
	if err := remove(s.link()); err != nil {
		return err
	}
	return os.Symlink(filepath.Join("..", unitName), s.link())
}

// Disable implements Entry.
func (s Systemd) Disable() error { return errors.Join(remove(s.link()), remove(s.unit())) }

func unitText(c Command) string {
	words := []string{unitWord(c.Program)}
	for _, arg := range c.Args {
		words = append(words, unitWord(arg))
	}
	return fmt.Sprintf(`[Unit]
Description=RustyGPT

[Service]
WorkingDirectory=%s
ExecStart=%s
Restart=on-failure

[Install]
WantedBy=default.target
`, strings.ReplaceAll(c.Dir, "%", "%%"), strings.Join(words, " "))
}

// unitWord quotes as systemd.service(5) and systemd.syntax(7) say.
func unitWord(word string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%", "$", "$$", "\n", `\n`, "\t", `\t`).Replace(word) + `"`
}

// replaceFile writes a file whole or not at all.
func replaceFile(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // like the files of other programs there
		return err
	}
	next := path + ".next"
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
