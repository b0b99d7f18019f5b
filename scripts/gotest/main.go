// Command gotest runs "go test", shows one line per package and the output of
// what failed, and ends with the number of tests: what is worth reading of a
// long run. The last line is also added to bin/gotest.txt.
//
//	gotest LABEL: ARGUMENTS OF GO TEST
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout))
}

func run(args []string, out io.Writer) int {
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "gotest: it needs a label for its last line")
		return 2
	}
	label, args := args[0], args[1:]
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...) //nolint:gosec,noctx // the developer's own arguments
	cmd.Stderr = os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		return 1
	}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		return 1
	}
	t := tally{out: out, output: map[string][]string{}}
	t.read(events)
	failed := cmd.Wait() != nil
	line := t.summary(label)
	fmt.Fprintln(out, line)
	keep(line)
	if failed {
		return 1
	}
	return 0
}

// keep leaves the summary for a later step to repeat; nothing depends on it.
func keep(line string) {
	if os.MkdirAll("bin", 0o755) != nil { //nolint:gosec // holds build results
		return
	}
	file, err := os.OpenFile(filepath.Join("bin", "gotest.txt"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644) //nolint:gosec // see above
	if err != nil {
		return
	}
	_, _ = fmt.Fprintln(file, line)
	_ = file.Close()
}

// event is one line of "go test -json"; see "go doc test2json".
type event struct {
	Action  string  `json:"Action"`
	Package string  `json:"Package"`
	Test    string  `json:"Test"`
	Output  string  `json:"Output"`
	Elapsed float64 `json:"Elapsed"` // seconds
}

type tally struct {
	out                     io.Writer
	output                  map[string][]string // of what has not ended yet
	passed, failed, skipped int
}

func (t *tally) read(r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(t.out, lines.Text())
			continue
		}
		t.add(e)
	}
}

func (t *tally) add(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		fmt.Fprint(t.out, e.Output)
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") { // RUN, PAUSE and CONT of parallel tests
			t.output[key] = append(t.output[key], e.Output)
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			t.endPackage(e, key)
		} else {
			t.endTest(e, key)
		}
		delete(t.output, key)
	}
}

func (t *tally) endTest(e event, key string) {
	switch e.Action {
	case "pass":
		t.passed++
	case "skip":
		t.skipped++
	case "fail":
		t.failed++
		fmt.Fprint(t.out, strings.Join(t.output[key], ""))
	}
}

func (t *tally) endPackage(e event, key string) {
	if e.Action == "skip" {
		return // nothing to test
	}
	if e.Action == "fail" {
		fmt.Fprint(t.out, strings.Join(t.output[key], ""))
		return
	}
	fmt.Fprintf(t.out, "ok  %6.1fs  %s\n", e.Elapsed, e.Package)
}

func (t *tally) summary(label string) string {
	return fmt.Sprintf("%s %d passed, %d failed, %d skipped", label, t.passed, t.failed, t.skipped)
}
