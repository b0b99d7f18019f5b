package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// passphraseVariable has the passphrase where nobody is there to type it.
const passphraseVariable = "RUSTYGPT_BACKUP_PASSPHRASE"

// givePassphrase finds the passphrase of a backup that exists.
func givePassphrase(ctx context.Context, env Env) (string, error) {
	if passphrase := env.variable(passphraseVariable); passphrase != "" {
		return passphrase, nil
	}
	return askPassphrase(ctx, env, "Passphrase of the backup: ")
}

// choosePassphrase has a new one typed twice: nobody could open the file with
// one that was mistyped.
func choosePassphrase(ctx context.Context, env Env) (string, error) {
	if passphrase := env.variable(passphraseVariable); passphrase != "" {
		return passphrase, nil
	}
	first, err := askPassphrase(ctx, env, "Passphrase for the backup: ")
	if err != nil {
		return "", err
	}
	again, err := askPassphrase(ctx, env, "The same once more: ")
	if err == nil && again != first {
		err = errors.New("the two passphrases differ")
	}
	return first, err
}

func askPassphrase(ctx context.Context, env Env, prompt string) (string, error) {
	if !isTerminal(env.Stdin) {
		return "", errors.New("there is no terminal to ask for the passphrase: set " + passphraseVariable)
	}
	fmt.Fprint(env.Stderr, prompt)
	passphrase, err := readPassword(ctx, env.Stdin)
	fmt.Fprintln(env.Stderr)
	if err == nil && passphrase == "" {
		err = errors.New("the passphrase is empty")
	}
	return passphrase, err
}

// variable is the value of an environment variable; empty when it is not set.
func (e Env) variable(name string) string {
	i := slices.IndexFunc(e.Environ, func(v string) bool { return strings.HasPrefix(v, name+"=") })
	if i < 0 {
		return ""
	}
	return strings.TrimPrefix(e.Environ[i], name+"=")
}
