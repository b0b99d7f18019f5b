// Package autostart has the operating system start the server when its user logs
// in: a systemd user unit on Linux, a launch agent on macOS, a value of the Run
// key on Windows. Nothing needs an administrator's rights, and what is switched
// off leaves nothing behind.
package autostart

// Command is what is started.
type Command struct {
	Program string // absolute path
	Args    []string
	Dir     string // to start in: Args may hold relative paths
}

// Entry is the operating system's list of what to start at login, as far as it is
// about this server.
type Entry interface {
	// Supported reports whether the list is heeded here.
	Supported() bool
	Enabled() (bool, error)
	Enable(c Command) error
	// Disable removes what Enable made; it may be gone already.
	Disable() error
}

// Service switches the start at login of one command.
type Service struct {
	entry   Entry
	command Command
}

// New makes a Service. It changes nothing yet.
func New(entry Entry, command Command) *Service { return &Service{entry: entry, command: command} }

// Supported reports whether Set(true) can work.
func (s *Service) Supported() bool { return s.entry.Supported() && s.command.Program != "" }

// Enabled reports whether the server is started at login.
func (s *Service) Enabled() (bool, error) { return s.entry.Enabled() }

// Set switches it on or off. It may be so already.
func (s *Service) Set(on bool) error {
	if on {
		return s.entry.Enable(s.command)
	}
	return s.entry.Disable()
}
