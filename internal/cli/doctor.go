package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/rustygpt/rustygpt/internal/cli/transcript"
	"github.com/rustygpt/rustygpt/internal/doctor"
)

func newDoctor(env Env) *cobra.Command {
	var settings settingFlags
	var asJSON, strict bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look for what is wrong with the server, and say what to do",
		Long: "Examines the settings, the data directory and who may read it, the disk, the database, the encryption key, the clock,\n" +
			"every provider, the public address with its certificate, and whether a proxy in between holds event streams back.\n" +
			"Nothing is changed, whether a server runs or not. Run it as the account that the server runs as, with the same settings.\n\n" +
			"Exits with 1 if there is a problem; with --strict also if there is a warning.",
		Example: "  rustygpt doctor\n  rustygpt doctor --json | jq '.findings[] | select(.verdict == \"problem\")'",
		Args:    arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			patient := doctor.Patient{Version: env.Version.Number, Now: time.Now}
			patient.Settings, patient.Refused = settings.load(cmd, env)
			if _, misused := errors.AsType[usageError](patient.Refused); misused {
				return patient.Refused
			}
			report := env.Examine(cmd.Context(), patient)
			if err := cmd.Context().Err(); err != nil {
				return errors.New("interrupted")
			}
			if asJSON {
				if err := writeJSON(env.Stdout, report); err != nil {
					return err
				}
			} else {
				printReport(env.Stdout, styles(env), report)
			}
			return verdictOf(report, strict)
		},
	}
	settings.register(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one line of JSON")
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 for warnings, too")
	return cmd
}

// printReport writes a line for each finding, and below it what to do.
func printReport(w io.Writer, styles transcript.Styles, r doctor.Report) {
	const verdictWidth = len("problem")
	width := 0
	for _, f := range r.Findings {
		width = max(width, len(transcript.Text(f.Check)))
	}
	margin := strings.Repeat(" ", verdictWidth+2+width+2)
	for _, f := range r.Findings {
		mark := fmt.Sprintf("%-*s", verdictWidth, f.Verdict)
		fmt.Fprintf(w, "%s  %-*s  %s\n", verdictStyle(styles, f.Verdict, mark), width, transcript.Text(f.Check), transcript.Text(f.Text))
		for _, advice := range f.Advice {
			fmt.Fprintf(w, "%s%s %s\n", margin, styles.Dim("→"), transcript.Text(advice))
		}
	}
}

func verdictStyle(s transcript.Styles, v doctor.Verdict, mark string) string {
	switch v {
	case doctor.OK:
		return s.Good(mark)
	case doctor.Warning:
		return s.Caution(mark)
	case doctor.Problem:
		return s.Alarm(mark)
	default:
		return s.Dim(mark)
	}
}

// verdictOf is the failure with which the command ends.
func verdictOf(r doctor.Report, strict bool) error {
	if r.Problems == 0 && (r.Warnings == 0 || !strict) {
		return nil
	}
	return fmt.Errorf("%s and %s", count(r.Problems, "problem"), count(r.Warnings, "warning"))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
