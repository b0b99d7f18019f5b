// Command faults lists every sentence with which the server tells people what is
// wrong, in the form of the web app's texts: translators work from the list, and
// the web app finds the translation of a sentence by it.
//
//	faults FILE
//
// What the server says is a chat.Sentence, and those are constants; the rest are
// the refusals of PostgreSQL's procedures. A sentence that is put together in a
// way that no list can hold is refused.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("it needs the name of the file to write")
	}
	list, err := encoded(".")
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], list, 0o644) //nolint:gosec // a file of the repository
}

// encoded is the list for the module in a directory. Keys come out sorted.
func encoded(root string) ([]byte, error) {
	found := templates{}
	if err := collect(root, module+"/internal/server", found); err != nil {
		return nil, err
	}
	if err := collectRefusals(os.DirFS(root), found); err != nil {
		return nil, err
	}
	list := make(map[string]string, len(found))
	for template := range found {
		list[template] = template
	}
	return marshal(list)
}

func marshal(list map[string]string) ([]byte, error) {
	text, err := json.MarshalIndent(list, "", "  ")
	return append(text, '\n'), err
}
