package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func newCompletion(env Env) *cobra.Command {
	var flag string
	cmd := &cobra.Command{
		Use:   "completion [bash | zsh | fish | powershell]",
		Short: "Print a script that completes commands in your shell",
		Long: "Prints a completion script. Load it in the file that your shell reads when it starts:\n\n" +
			"  bash        source <(rustygpt completion bash)\n" +
			"  zsh         source <(rustygpt completion zsh)\n" +
			"  fish        rustygpt completion fish | source\n" +
			"  powershell  rustygpt completion powershell | Out-String | Invoke-Expression\n\n" +
			"There is no script for elvish.",
		Args:      arguments(cobra.MaximumNArgs(1)),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE: func(cmd *cobra.Command, args []string) error {
			shell := flag
			if len(args) > 0 {
				shell = args[0]
			}
			return writeCompletion(cmd.Root(), env, shell)
		},
	}
	cmd.Flags().StringVarP(&flag, "shell", "s", "", "name of the `shell`, instead of the argument")
	return cmd
}

func writeCompletion(root *cobra.Command, env Env, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(env.Stdout, true)
	case "zsh":
		return root.GenZshCompletion(env.Stdout)
	case "fish":
		return root.GenFishCompletion(env.Stdout, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(env.Stdout)
	case "elvish":
		return usageError{errors.New("there is no completion script for elvish; there is one for bash, zsh, fish and powershell")}
	case "":
		return usageError{errors.New("name your shell: bash, zsh, fish or powershell")}
	default:
		return usageError{fmt.Errorf("there is no completion script for %q; there is one for bash, zsh, fish and powershell", shell)}
	}
}
