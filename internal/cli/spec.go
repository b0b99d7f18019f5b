package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func newSpec(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "spec [yaml | json | file]",
		Short: "Print the OpenAPI description of the server",
		Long: "Prints the OpenAPI description as YAML, or as JSON when asked for. A path writes a file instead: JSON when its\n" +
			"name ends in .json, YAML otherwise.",
		Example:   "  rustygpt spec\n  rustygpt spec json\n  rustygpt spec openapi.yaml",
		Args:      arguments(cobra.MaximumNArgs(1)),
		ValidArgs: []string{"yaml", "json"},
		RunE: func(_ *cobra.Command, args []string) error {
			json, yaml, err := env.Spec()
			if err != nil {
				return err
			}
			output := "yaml"
			if len(args) > 0 {
				output = args[0]
			}
			switch output {
			case "yaml":
				_, err = env.Stdout.Write(yaml)
			case "json":
				_, err = env.Stdout.Write(json)
			default:
				err = writeSpec(env, output, json, yaml)
			}
			return err
		},
	}
}

func writeSpec(env Env, name string, json, yaml []byte) error {
	content := yaml
	if strings.EqualFold(filepath.Ext(name), ".json") {
		content = json
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(env.WorkDir, path)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil { //nolint:gosec // the description is public
		return err
	}
	_, err := fmt.Fprintf(env.Stdout, "%s is written.\n", name)
	return err
}
