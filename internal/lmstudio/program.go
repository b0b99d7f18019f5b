package lmstudio

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// programName is that of LM Studio's command.
func programName() string {
	if runtime.GOOS == "windows" {
		return "lms.exe"
	}
	return "lms"
}

// CheckPath is Invalid unless a path is that of LM Studio's command: whoever sets
// it must not be able to have the server run anything else.
func CheckPath(path string) error {
	if _, err := program(path); err != nil {
		return chat.InvalidField("lmstudio_cli_path", chat.Fill("must be the absolute path of a file named %s", programName()))
	}
	return nil
}

// program follows links, since a link's own name says nothing.
func program(path string) (string, error) {
	if !filepath.IsAbs(path) {
		return "", os.ErrInvalid
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(target)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || filepath.Base(target) != programName() {
		return "", os.ErrInvalid
	}
	return target, nil
}

// usualPlaces are where LM Studio puts its command.
func usualPlaces() []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	places := []string{filepath.Join(home, ".lmstudio", "bin", programName())}
	if runtime.GOOS != "windows" {
		places = append(places, filepath.Join(home, ".cache", "lm-studio", "bin", programName()))
	}
	return places
}

// find returns the first that there is of the paths, the command's search path
// and the usual places; empty when there is none.
func find(paths ...string) string {
	if found, err := exec.LookPath(programName()); err == nil {
		paths = append(paths, found)
	}
	for _, path := range append(paths, usualPlaces()...) {
		if path == "" {
			continue
		}
		if target, err := program(path); err == nil {
			return target
		}
	}
	return ""
}
