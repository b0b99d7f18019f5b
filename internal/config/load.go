package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
)

// Input is everything settings are loaded from. Its zero value reads the
// current directory and no environment.
type Input struct {
	File      string     // --config; empty = RUSTYGPT__CONFIG, then the first of fileNames in WorkDir
	Overrides []Override // flags that were given, strongest last
	Environ   []string   // as os.Environ returns it
	WorkDir   string
	ReadFile  func(name string) ([]byte, error) // nil = os.ReadFile
	Exists    func(name string) bool            // nil = whether os.Stat succeeds
	GOOS      string                            // empty = runtime.GOOS; decides where user data is kept
}

// Override is a setting given by a flag.
type Override struct {
	Key   string // dotted
	Value string
	Flag  string // as the user wrote it, for messages
}

// Loaded is a Config with its history.
type Loaded struct {
	Config   Config
	File     string   // the file that was read; empty = none
	Warnings Problems // settings that were ignored or moved into their range

	origins map[string]Origin
}

// fileNames are looked for in this order when no file is named.
var fileNames = []string{"config.toml", "config.yaml", "config.yml", "config.json"}

// Load merges defaults, file, environment and flags, checks the result and
// works out what follows from it. Its error is a Problems with everything that
// is wrong, not only the first.
func Load(in Input) (*Loaded, error) {
	in = in.withDefaults()
	d := &decoder{origins: map[string]Origin{}}

	vars := d.variables(in)
	name, file := d.file(in, vars)
	environ := d.environTree(vars, file)
	flags := d.flagTree(in.Overrides, file)
	layers := []*node{databaseURL(vars), file, rustLog(vars), environ, flags}
	for _, layer := range layers {
		moveAliases(layer)
	}

	var c Config
	d.profile = profileOf(flags, environ, file)
	d.defaults(schema(), reflect.ValueOf(&c).Elem())
	for _, layer := range layers {
		d.layer(&c, layer)
	}
	d.derive(&c, in, vars)
	d.check(&c, in)

	d.problems.sort()
	d.warnings.sort()
	if len(d.problems) > 0 {
		return nil, d.problems
	}
	return &Loaded{Config: c, File: name, Warnings: d.warnings, origins: d.origins}, nil
}

func (in Input) withDefaults() Input {
	if in.ReadFile == nil {
		in.ReadFile = os.ReadFile
	}
	if in.Exists == nil {
		in.Exists = func(name string) bool {
			_, err := os.Stat(name)
			return err == nil
		}
	}
	if in.GOOS == "" {
		in.GOOS = runtime.GOOS
	}
	return in
}

// at is a path of the user's as seen from the working directory.
func (in Input) at(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(in.WorkDir, name)
}

func (d *decoder) variables(in Input) map[string]variable {
	dotenv, err := in.ReadFile(in.at(".env"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.problem("", "", "cannot be read: "+cause(err), Origin{Layer: File, Name: ".env"})
	}
	vars, problems := environment(in.Environ, dotenv)
	d.problems = append(d.problems, problems...)
	return vars
}

// file reads the file that was named, or the first of the usual ones.
func (d *decoder) file(in Input, vars map[string]variable) (string, *node) {
	name := in.File
	for _, variable := range variableNames("config") {
		if name == "" {
			name = vars[variable].value
		}
	}
	candidates := fileNames
	if name != "" {
		candidates = []string{name}
	}
	for _, candidate := range candidates {
		data, err := in.ReadFile(in.at(candidate))
		if errors.Is(err, fs.ErrNotExist) && name == "" {
			continue
		}
		if err != nil {
			d.problem("", "", "cannot be read: "+cause(err), Origin{Layer: File, Name: candidate})
			break
		}
		return candidate, d.parse(candidate, data)
	}
	return "", table(Origin{})
}

func (d *decoder) parse(name string, data []byte) *node {
	n, err := parseFile(name, data)
	if e, ok := errors.AsType[syntaxError](err); ok {
		d.problem("", "", e.message, e.origin)
		return table(Origin{})
	}
	if n.isNull() {
		return table(n.origin)
	}
	return n
}

// cause drops the path from a file error: the message already begins with it.
func cause(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// flagTree turns flags into a layer.
func (d *decoder) flagTree(overrides []Override, lower *node) *node {
	root := table(Origin{Layer: Flag})
	for _, o := range overrides {
		origin := Origin{Layer: Flag, Name: o.Flag}
		path := spellAsBefore(strings.Split(o.Key, "."), lower)
		f := schema().resolve(path)
		_, alias := aliases()[o.Key]
		switch {
		case f == nil && !alias:
			d.problem(o.Key, "", "there is no such key"+didYouMeanKey(o.Key), origin)
		case f != nil && f.kind != valueField && f.kind != anyField:
			d.problem(o.Key, "", "is a table; name one of its keys", origin)
		default:
			root.put(path, text(o.Value, origin))
		}
	}
	return root
}

// databaseURL is a layer below the file with the variable that many platforms
// set.
func databaseURL(vars map[string]variable) *node {
	root := table(Origin{Layer: Environment})
	if v, ok := vars["DATABASE_URL"]; ok {
		root.put([]string{"db", "url"}, text(v.value, v.origin))
	}
	return root
}

// profileOf finds the profile before anything else is decoded, because the
// defaults depend on it. A profile that does not exist is reported with all
// other words that are not allowed.
func profileOf(layers ...*node) Profile {
	f := schema().child("profile")
	for _, layer := range layers {
		n := layer.find("profile")
		if n == nil {
			continue
		}
		if v, rule := readValue(f, n); rule == "" {
			return Profile(fmt.Sprint(v))
		}
	}
	return Dev
}
