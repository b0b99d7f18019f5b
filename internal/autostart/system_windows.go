package autostart

import (
	"errors"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const (
	runKeyPath = `Software\Microsoft\Windows\CurrentVersion\Run`
	runValue   = "RustyGPT"
)

// System is the list of the operating system that the server runs on.
func System() Entry { return runKey{} }

// runKey is the current user's Run key.
type runKey struct{}

// Supported implements Entry.
func (runKey) Supported() bool { return true }

// Enabled implements Entry.
func (runKey) Enabled() (bool, error) {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKeyPath, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer key.Close()
	_, _, err = key.GetStringValue(runValue)
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Enable implements Entry. The key has no place for a directory to start in.
func (runKey) Enable(c Command) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, runKeyPath, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer key.Close()
	words := []string{windows.EscapeArg(c.Program)}
	for _, arg := range c.Args {
		words = append(words, windows.EscapeArg(arg))
	}
	return key.SetStringValue(runValue, strings.Join(words, " "))
}

// Disable implements Entry.
func (runKey) Disable() error {
	key, err := registry.OpenKey(registry.CURRENT_USER, runKeyPath, registry.SET_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer key.Close()
	if err := key.DeleteValue(runValue); !errors.Is(err, registry.ErrNotExist) {
		return err
	}
	return nil
}
