package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

func newCompletion(env Env) *cobra.Command {
	var flag string
	cmd := &cobra.Command{
		Use:   "completion [bash | zsh | fish | powershell | elvish]",
		Short: "Print a script that completes commands in your shell",
		Long: "Prints a completion script. Load it in the file that your shell reads when it starts:\n\n" +
			"  bash        source <(rustygpt completion bash)\n" +
			"  zsh         source <(rustygpt completion zsh)\n" +
			"  fish        rustygpt completion fish | source\n" +
			"  powershell  rustygpt completion powershell | Out-String | Invoke-Expression\n" +
			"  elvish      eval (rustygpt completion elvish | slurp)",
		Args:      arguments(cobra.MaximumNArgs(1)),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell", "elvish"},
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
		_, err := io.WriteString(env.Stdout, elvishCompletion)
		return err
	case "":
		return usageError{errors.New("name your shell: bash, zsh, fish, powershell or elvish")}
	default:
		return usageError{fmt.Errorf("there is no completion script for %q; there is one for bash, zsh, fish, powershell and elvish", shell)}
	}
}

// elvishCompletion asks the program itself, as the other scripts do. The last
// line of its answer is a colon and a number; 0 means that it knows nothing that
// speaks against file names.
const elvishCompletion = `use str

set edit:completion:arg-completer[rustygpt] = {|@words|
  var files = $true
  e:rustygpt __complete (all $words[1..]) 2>/dev/null | from-lines | each {|line|
    if (str:has-prefix $line ':') {
      set files = (==s $line ':0')
    } elif (!=s $line '') {
      var name @about = (str:split &max=2 "\t" $line)
      edit:complex-candidate $name &display=(str:join '  ' [$name $@about])
    }
  }
  if $files {
    edit:complete-filename $@words
  }
}
`
