//go:build !linux && !darwin && !windows

package autostart

// System is the list of the operating system that the server runs on: none that
// is known.
func System() Entry { return Systemd{} }
