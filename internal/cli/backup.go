package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/backup"
	"github.com/rustygpt/rustygpt/internal/config"
)

// standardOutput is the name that stands for it.
const standardOutput = "-"

func newBackup(env Env) *cobra.Command {
	var settings settingFlags
	var encrypt bool
	cmd := &cobra.Command{
		Use:   "backup [file]",
		Short: "Write everything into one file",
		Long: "Writes the database and the key of its secrets into one file, whether or not a server runs on it. Keep the file where\n" +
			"only you can read it, or encrypt it: whoever has it has everything.\n\n" +
			"Without a name the file is called rustygpt-backup-<date>-<time>.zip; - is standard output. --encrypt asks for a\n" +
			"passphrase, or takes the one in " + passphraseVariable + ". There is no way into the file without it.",
		Example: "  rustygpt backup\n  rustygpt backup --encrypt /mnt/disk/monday.zip.age",
		Args:    arguments(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			loaded, err := settings.load(cmd, env)
			if err != nil {
				return err
			}
			warn(env.Stderr, loaded.Warnings)
			options := backup.WriteOptions{Version: env.Version.Number, Now: time.Now}
			if encrypt {
				if options.Passphrase, err = choosePassphrase(cmd.Context(), env); err != nil {
					return err
				}
			}
			return writeBackup(cmd.Context(), env, loaded.Config, backupName(args, encrypt), options)
		},
	}
	settings.register(cmd.Flags())
	cmd.Flags().BoolVar(&encrypt, "encrypt", false, "encrypt the file with a passphrase")
	cmd.AddCommand(newBackupVerify(env))
	return cmd
}

func backupName(args []string, encrypt bool) string {
	if len(args) > 0 {
		return args[0]
	}
	name := backup.FileName(time.Now())
	if encrypt {
		name += ".age"
	}
	return name
}

func writeBackup(ctx context.Context, env Env, cfg config.Config, name string, o backup.WriteOptions) error {
	progress := newProgress(env.Stderr)
	o.Report = progress.reportBackup
	var done backup.Written
	write := func(w io.Writer) (err error) {
		done, err = env.Backup(ctx, cfg, w, o)
		progress.end()
		return err
	}
	var err error
	if name == standardOutput {
		err = write(env.Stdout)
	} else {
		err = writeWhole(env.path(name), write)
	}
	if err != nil {
		return interrupted(ctx, err)
	}
	for _, left := range done.Left {
		fmt.Fprintf(env.Stderr, "Not in the backup, which has no place for them: %d %s.\n", left.Rows, left.What)
	}
	if name != standardOutput {
		fmt.Fprintln(env.Stdout, name)
	}
	return nil
}

// path is that of a file that a person named.
func (e Env) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(e.WorkDir, name)
}

// interrupted leaves out what the end of a command does to the work.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.New("interrupted; nothing was left behind")
	}
	return err
}

// writeWhole writes a file that appears whole or not at all, and never in the
// place of another one.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s: there is something with this name already", path), err)
	}
	part, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	err = write(part)
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}

func newBackupVerify(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "verify <file>",
		Short: "Make sure that a backup can be restored",
		Long: "Unpacks a backup into the directory for temporary files and checks everything that a restore would: that it is\n" +
			"complete, that the database is sound and of a known version, that an administrator can log in and that the key opens\n" +
			"what is sealed. Exits with 1 if it could not be restored. Nothing else is touched.",
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			path := env.path(args[0])
			options, err := readOptions(cmd.Context(), env, path)
			if err != nil {
				return err
			}
			progress := newProgress(env.Stderr)
			options.Report = progress.reportBackup
			m, err := env.VerifyBackup(cmd.Context(), path, options)
			progress.end()
			if err != nil {
				return interrupted(cmd.Context(), err)
			}
			_, err = fmt.Fprintf(env.Stdout, "%s can be restored: %s.\n", args[0], m)
			return err
		},
	}
}

// readOptions asks for the passphrase of a file that has one.
func readOptions(ctx context.Context, env Env, path string) (o backup.ReadOptions, err error) {
	o.Now = time.Now
	encrypted, err := backup.IsEncrypted(path)
	if err == nil && encrypted {
		o.Passphrase, err = givePassphrase(ctx, env)
	}
	return o, err
}
