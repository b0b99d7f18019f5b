package autostart_test

import (
	"encoding/xml"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/autostart"
)

var command = autostart.Command{
	Program: "/opt/my apps/rustygpt", Args: []string{"serve", `--config=a "b" 100%$HOME\<&>`}, Dir: "/home/me/50%",
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// files lists what is below a directory, directories left out.
func files(t *testing.T, dir string) (list []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			list = append(list, filepath.ToSlash(name))
		}
		return err
	}))
	return list
}

func TestSwitching(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(dir string) autostart.Entry{
		"systemd": func(dir string) autostart.Entry { return autostart.Systemd{ConfigDir: dir, Session: dir} },
		"launchd": func(dir string) autostart.Entry { return autostart.Launchd{Dir: filepath.Join(dir, "LaunchAgents")} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s := autostart.New(open(dir), command)
			if !s.Supported() {
				t.Error("not supported")
			}
			for range 2 {
				must(t, s.Set(false))
				if on, err := s.Enabled(); on || err != nil {
					t.Errorf("off, but %v, %v", on, err)
				}
				if left := files(t, dir); len(left) > 0 {
					t.Errorf("left behind: %q", left)
				}
				must(t, s.Set(true))
				before := files(t, dir)
				must(t, s.Set(true))
				if on, err := s.Enabled(); !on || err != nil {
					t.Errorf("on, but %v, %v", on, err)
				}
				if after := files(t, dir); strings.Join(before, " ") != strings.Join(after, " ") {
					t.Errorf("switched on twice: %q, then %q", before, after)
				}
			}
		})
	}
}

func TestSystemdUnit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, autostart.Systemd{ConfigDir: dir}.Enable(command))
	// Read through the link, as systemd does.
	unit, err := os.ReadFile(filepath.Join(dir, "systemd", "user", "default.target.wants", "rustygpt.service"))
	must(t, err)
	for _, line := range []string{
		`ExecStart="/opt/my apps/rustygpt" "serve" "--config=a \"b\" 100%%$$HOME\\<&>"`, "WorkingDirectory=/home/me/50%%", "WantedBy=default.target",
	} {
		if !strings.Contains(string(unit), line+"\n") {
			t.Errorf("%q is missing in\n%s", line, unit)
		}
	}
}

func TestSystemdNeedsASession(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if autostart.New(autostart.Systemd{ConfigDir: dir, Session: filepath.Join(dir, "none")}, command).Supported() {
		t.Error("supported without a session")
	}
	if autostart.New(autostart.Systemd{ConfigDir: dir, Session: dir}, autostart.Command{}).Supported() {
		t.Error("supported without a program")
	}
	if autostart.New(autostart.Launchd{}, command).Supported() {
		t.Error("supported without a home")
	}
}

func TestLaunchAgent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, autostart.Launchd{Dir: dir}.Enable(command))
	text, err := os.ReadFile(filepath.Join(dir, "dev.rustygpt.server.plist"))
	must(t, err)
	var plist struct {
		Dict struct {
			Strings []string `xml:"string"`
			Array   struct {
				Strings []string `xml:"string"`
			} `xml:"array"`
		} `xml:"dict"`
	}
	must(t, xml.Unmarshal(text, &plist))
	want := append([]string{command.Program}, command.Args...)
	if got := plist.Dict.Array.Strings; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("arguments %q", got)
	}
	if got := plist.Dict.Strings; len(got) != 2 || got[0] != "dev.rustygpt.server" || got[1] != command.Dir {
		t.Errorf("label and directory %q", got)
	}
}
