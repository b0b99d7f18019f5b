package main

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// procedures are the scripts that refuse with texts of their own.
const procedures = "internal/store/postgres/sql/procedures"

var (
	// refusal is the text of a refusal. A quote in it is doubled, % is a value.
	refusal = regexp.MustCompile(`'RGP\.(?:\d+|VALIDATION): ((?:[^']|'')+)'`)
	status  = regexp.MustCompile(`RGP\.(?:\d|VALIDATION)`)
	remark  = regexp.MustCompile(`(?m)--.*$`)
)

// collectRefusals finds the sentences of the procedures of PostgreSQL.
func collectRefusals(root fs.FS, found templates) error {
	files, err := fs.Glob(root, procedures+"/*.sql")
	if err != nil {
		return err
	}
	for _, name := range files {
		script, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		code := remark.ReplaceAllString(string(script), "")
		texts := refusal.FindAllStringSubmatch(code, -1)
		if len(status.FindAllString(code, -1)) != len(texts) {
			return fmt.Errorf("%s: a refusal is not one text of the form 'RGP.409: …'", name)
		}
		for _, text := range texts {
			format := strings.ReplaceAll(strings.ReplaceAll(text[1], "''", "'"), "%", "%s")
			if err := found.add(format, nil); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}
