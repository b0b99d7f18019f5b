package lmstudio

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Options say where the command is and how long it may take.
type Options struct {
	Off  bool   // nobody may control LM Studio
	Path string // of the command, from the configuration; empty = not said
	// Stored is the path that an administrator has set; empty = none.
	Stored  func(ctx context.Context) (string, error)
	Timeout time.Duration // default 20 s
	Load    time.Duration // likewise, of loading a model; default 180 s
}

// Service is safe for concurrent use.
type Service struct{ opts Options }

// New makes a Service. It runs nothing yet.
func New(opts Options) *Service {
	if opts.Timeout == 0 {
		opts.Timeout = 20 * time.Second
	}
	if opts.Load == 0 {
		opts.Load = 180 * time.Second
	}
	return &Service{opts}
}

// Status is what is known of LM Studio.
type Status struct {
	Off        bool   // the configuration lets nobody control it
	Available  bool   // whether its command was found and answers
	Path       string // of the command; empty = none
	Version    string // empty = not said
	ServerURL  string // empty = its server does not run
	Downloaded []Model
	Loaded     []Model
	Message    chat.Sentence // why it is not available; else empty
}

const (
	offMessage     chat.Sentence = "The configuration of this server switches the control of LM Studio off (lmstudio.enabled)."
	missingMessage chat.Sentence = "LM Studio's command was not found on the machine of this server. Install LM Studio there, or enter the command's path."
	silentMessage  chat.Sentence = "LM Studio's command does not work. Start LM Studio once on the machine of this server."
)

// CheckPath is Invalid unless an administrator may set the path; empty is none.
func (s *Service) CheckPath(path string) error {
	switch {
	case path == "":
		return nil
	case s.opts.Off:
		return chat.InvalidField("lmstudio_cli_path", "cannot be set: lmstudio.enabled is false in the configuration")
	default:
		return CheckPath(path)
	}
}

// Status asks LM Studio. That it is not there is a result, not a failure.
func (s *Service) Status(ctx context.Context) (Status, error) {
	st := Status{Off: s.opts.Off, Downloaded: []Model{}, Loaded: []Model{}}
	path, err := s.find(ctx)
	if err != nil {
		return st, err
	}
	if st.Path = path; path == "" {
		st.Message = missingMessage
		if st.Off {
			st.Message = offMessage
		}
		return st, nil
	}
	if st.Version, st.Available = s.probe(ctx, path); !st.Available {
		st.Message = silentMessage
		return st, ctx.Err()
	}
	// What the command does not tell is left out.
	if out, err := run(ctx, s.opts.Timeout, path, "server", "status", "--json"); err == nil {
		if running, port := serverIn(out); running {
			st.ServerURL = "http://localhost:" + strconv.Itoa(port)
		}
	}
	st.Downloaded = s.downloaded(ctx, path)
	if out, err := run(ctx, s.opts.Timeout, path, "ps", "--json"); err == nil {
		st.Loaded = loadedIn(out)
	}
	return st, ctx.Err()
}

func (s *Service) find(ctx context.Context) (string, error) {
	if s.opts.Off {
		return "", nil
	}
	stored, err := s.opts.Stored(ctx)
	if err != nil {
		return "", err
	}
	return find(stored, s.opts.Path), nil
}

func (s *Service) probe(ctx context.Context, path string) (version string, works bool) {
	for _, arg := range []string{"--version", "version"} {
		if out, err := run(ctx, s.opts.Timeout, path, arg); err == nil {
			return versionIn(out), true
		}
	}
	return "", false
}

func (s *Service) downloaded(ctx context.Context, path string) []Model {
	out, err := run(ctx, s.opts.Timeout, path, "ls", "--json")
	if err != nil {
		return []Model{}
	}
	return downloadedIn(out)
}

// StartServer starts LM Studio's server. This and the other actions are Invalid
// when the command is missing or fails.
func (s *Service) StartServer(ctx context.Context) error { return s.do(ctx, "server", "start") }

// StopServer stops it.
func (s *Service) StopServer(ctx context.Context) error { return s.do(ctx, "server", "stop") }

func (s *Service) do(ctx context.Context, args ...string) error {
	path, err := s.command(ctx)
	if err != nil {
		return err
	}
	_, err = run(ctx, s.opts.Timeout, path, args...)
	return err
}

// command is the path of the command, Invalid when there is none.
func (s *Service) command(ctx context.Context) (string, error) {
	path, err := s.find(ctx)
	if err != nil || path != "" {
		return path, err
	}
	if s.opts.Off {
		return "", chat.Errorf(chat.Invalid, offMessage)
	}
	return "", chat.Errorf(chat.Invalid, missingMessage)
}

// Load loads a model that was downloaded, with a context of so many tokens; 0
// leaves that to LM Studio.
func (s *Service) Load(ctx context.Context, model string, contextLength uint32) error {
	id, err := checkID(model)
	if err != nil {
		return err
	}
	path, err := s.command(ctx)
	if err != nil {
		return err
	}
	known := s.downloaded(ctx, path)
	if len(known) > 0 && !slices.ContainsFunc(known, func(m Model) bool { return m.ID == id }) {
		return chat.InvalidField("model", "is not a model that LM Studio has downloaded")
	}
	args := []string{"load", id, "--yes"}
	if contextLength > 0 {
		args = append(args, "--context-length", strconv.FormatUint(uint64(contextLength), 10))
	}
	_, err = run(ctx, s.opts.Load, path, args...)
	return err
}

// Unload unloads a model, or all when none is named.
func (s *Service) Unload(ctx context.Context, model *string) error {
	if model == nil {
		return s.do(ctx, "unload", "--all")
	}
	id, err := checkID(*model)
	if err != nil {
		return err
	}
	return s.do(ctx, "unload", id)
}

// checkID keeps a name from being taken for an option.
func checkID(model string) (string, error) {
	id := strings.TrimSpace(model)
	if id == "" || strings.HasPrefix(id, "-") || strings.ContainsFunc(id, unicode.IsControl) {
		return "", chat.InvalidField("model", "is not the name of a model")
	}
	return id, nil
}
