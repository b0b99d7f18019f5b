package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/config"
)

func newConfig(env Env) *cobra.Command {
	var format string
	var force, stdout bool
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Write a settings file with every key and its default",
		Long: "Writes config.yaml, config.toml or config.json into the current directory, with every key, its meaning and\n" +
			"its default. The server reads such a file from the directory it is started in.",
		Example: "  rustygpt config --format toml\n  rustygpt config --format toml --stdout | less\n  rustygpt config print",
		Args:    arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			skeleton, err := config.Skeleton(format)
			if err != nil {
				return usageError{err}
			}
			if stdout {
				_, err := fmt.Fprint(env.Stdout, skeleton)
				return err
			}
			name := "config." + format
			if err := writeNew(filepath.Join(env.WorkDir, name), skeleton, force); err != nil {
				return err
			}
			_, err = fmt.Fprintf(env.Stdout, "%s is written.\n", name)
			return err
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "yaml", "`format` of the file: toml, yaml or json")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file that exists")
	cmd.Flags().BoolVar(&stdout, "stdout", false, "print instead of writing a file")
	cmd.AddCommand(newConfigPrint(env))
	return cmd
}

// writeNew writes a file for its owner only: it will hold secrets. One that
// exists is replaced only when asked for.
func writeNew(name, content string, force bool) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(name, flags, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists and may hold settings of yours: add --force to replace it, or --stdout to print", filepath.Base(name))
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Close())
}

func newConfigPrint(env Env) *cobra.Command {
	var settings settingFlags
	cmd := &cobra.Command{
		Use:   "print",
		Short: "Show every setting, its value and where that comes from",
		Long: "Loads the settings as 'serve' would and prints each one with its source: default, file and line, variable or\n" +
			"flag. Secrets are shown as ***.",
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			loaded, err := settings.load(cmd, env)
			if err != nil {
				return err
			}
			warn(env.Stderr, loaded.Warnings)
			return loaded.Print(env.Stdout)
		},
	}
	settings.register(cmd.Flags())
	return cmd
}
