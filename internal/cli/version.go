package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// Version says which program this is.
type Version struct {
	Number   string // v1.2.3, or what the build knows
	Revision string // of the source; empty = unknown
}

func newVersion(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			line := "rustygpt " + env.Version.Number
			if env.Version.Revision != "" {
				line += " (" + env.Version.Revision + ")"
			}
			_, err := fmt.Fprintf(env.Stdout, "%s, %s, %s/%s\n", line, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
