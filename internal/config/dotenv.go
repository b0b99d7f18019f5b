package config

import (
	"fmt"
	"strings"
)

// variable is one environment variable with the place it came from.
type variable struct {
	value  string
	origin Origin
}

// environment gathers the variables of the process and, below them, those of a
// .env file.
func environment(environ []string, dotenv []byte) (map[string]variable, Problems) {
	vars, problems := parseDotenv(dotenv)
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok {
			vars[name] = variable{value, Origin{Layer: Environment, Name: name}}
		}
	}
	return vars, problems
}

// parseDotenv reads NAME=value lines. Comments, a leading "export" and quotes
// are understood; in double quotes \n, \" and \\ are escapes. There is no
// expansion: a $ is a $.
func parseDotenv(data []byte) (map[string]variable, Problems) {
	vars := map[string]variable{}
	var problems Problems
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "export "))
		if line == "" || line[0] == '#' {
			continue
		}
		name, rest, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		origin := Origin{Layer: Environment, Name: fmt.Sprintf("%s (.env:%d)", name, number), Line: number}
		value, closed := dotenvValue(strings.TrimSpace(rest))
		if !ok || name == "" || !closed {
			problems = append(problems, Problem{
				Rule:   "must be NAME=value, with a closed quote where one is opened",
				Origin: Origin{Layer: Environment, Name: fmt.Sprintf(".env:%d", number), Line: number},
			})
			continue
		}
		vars[name] = variable{value, origin}
	}
	return vars, problems
}

func dotenvValue(s string) (value string, closed bool) {
	if s == "" {
		return "", true
	}
	switch s[0] {
	case '\'':
		value, _, closed = strings.Cut(s[1:], "'")
		return value, closed
	case '"':
		return unescape(s[1:])
	default:
		value, _, _ = strings.Cut(s, " #")
		return strings.TrimSpace(value), true
	}
}

// unescape reads up to the closing double quote.
func unescape(s string) (value string, closed bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), true
		case s[i] == '\\' && i+1 < len(s):
			i++
			if s[i] == 'n' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return "", false
}
