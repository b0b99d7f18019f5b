package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rustygpt/rustygpt/internal/config"
)

// settingFlags are the flags of commands that load the settings.
type settingFlags struct {
	file string
	set  []string
}

// keysOfFlags are the flags that stand for one key each. They count only when
// given, so that a flag's default never hides what a file says.
var keysOfFlags = map[string]string{
	"port":     "server.port",
	"host":     "server.host",
	"data-dir": "storage.data_dir",
}

func (s *settingFlags) register(flags *pflag.FlagSet) {
	flags.StringVarP(&s.file, "config", "c", "", "settings `file` (default: config.toml, .yaml, .yml or .json here)")
	flags.StringP("port", "p", "", "`port` to listen on, instead of server.port")
	flags.String("host", "", "`address` to listen on, instead of server.host")
	flags.String("data-dir", "", "`directory` for the database and keys, instead of storage.data_dir")
	flags.StringArrayVar(&s.set, "set", nil, "`key=value` for any other setting; may be repeated")
}

func (s *settingFlags) load(cmd *cobra.Command, env Env) (*config.Loaded, error) {
	overrides, err := s.overrides(cmd.Flags())
	if err != nil {
		return nil, err
	}
	return config.Load(config.Input{
		File:      s.file,
		Overrides: overrides,
		Environ:   env.Environ,
		WorkDir:   env.WorkDir,
	})
}

func (s *settingFlags) overrides(flags *pflag.FlagSet) ([]config.Override, error) {
	var overrides []config.Override
	for _, pair := range s.set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, usageError{fmt.Errorf("--set %s: must be key=value", pair)}
		}
		overrides = append(overrides, config.Override{Key: key, Value: value, Flag: "--set"})
	}
	var err error
	flags.Visit(func(f *pflag.Flag) {
		key, ok := keysOfFlags[f.Name]
		if !ok {
			return
		}
		if f.Value.String() == "" {
			err = errors.Join(err, usageError{fmt.Errorf("--%s: must not be empty", f.Name)})
		}
		overrides = append(overrides, config.Override{Key: key, Value: f.Value.String(), Flag: "--" + f.Name})
	})
	return overrides, err
}
