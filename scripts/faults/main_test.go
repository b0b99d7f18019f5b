package main

import (
	"bytes"
	"encoding/json"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/go/packages"
)

// TestCurrent: the texts of the web app name everything that the server says.
func TestCurrent(t *testing.T) {
	t.Parallel()
	const file = "../../web/src/shared/i18n/locales/en/faults.json"
	want, err := encoded("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not current: run \"make generate\" and translate what is new", file)
	}
}

// listed collects from a small module whose server has the given body.
func listed(t *testing.T, body string) ([]string, error) {
	t.Helper()
	root := t.TempDir()
	files := map[string]string{
		"go.mod":                    "module " + module + "\n\ngo 1.26\n",
		"internal/server/server.go": "package server\n\nimport \"" + chatPackage + "\"\n\n" + body,
	}
	for _, name := range []string{"error.go", "sentence.go"} {
		text, err := os.ReadFile("../../internal/chat/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["internal/chat/"+name] = string(text)
	}
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := encoded(root)
	var list map[string]string
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	delete(list, "{{text1}}: {{text2}}") // package chat's own
	return slices.Sorted(maps.Keys(list)), err
}

// TestCollect: sentences are found wherever they are written.
func TestCollect(t *testing.T) {
	t.Parallel()
	got, err := listed(t, `
const gone chat.Sentence = "It is " + "gone."

var names = map[int]chat.Sentence{1: "in a table"}

type answer struct{ Message chat.Sentence }

func helper(message chat.Sentence) *chat.Error { return &chat.Error{Message: message} }

func all(name string, n int, other chat.Sentence) []any {
	const plain = "An untyped constant."
	return []any{
		gone, names, answer{"In a field."}, helper("passed on"), helper(plain),
		chat.WithCode(chat.Conflict, "no_sentence", "With a code."),
		chat.InvalidField("no_sentence", "must not be blank"),
		chat.Errorf(chat.NotFound, "%s has %d of %q.", name, n, name),
		chat.Fill("%s fails. %s", name, other),
		chat.Fill("%s", other),
		chat.Verbatim(name),
		chat.Errorf(chat.Internal, "nobody reads this"),
		chat.Wrap(chat.Canceled, "nor this", nil),
	}
}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"An untyped constant.", "In a field.", "In a table.", "It is gone.", "Must not be blank.", "Passed on.", "With a code.",
		"{{value1}} fails. {{text2}}", `{{value1}} has {{number2}} of "{{value3}}".`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestRefused: what no list can hold is refused.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want string }{
		"converted":  {`func f(s string) chat.Sentence { return chat.Sentence(s) }`, "made at run time"},
		"joined":     {`func f(s chat.Sentence) chat.Sentence { return s + " Try again." }`, "joined from pieces"},
		"added to":   {`func f(e *chat.Error) { e.Message += " Try again." }`, "joined from pieces"},
		"own words":  {`func f(s string) chat.Sentence { return chat.Verbatim("It fails: " + s) }`, "words of others"},
		"too few":    {`func f(s string) chat.Sentence { return chat.Fill("%s and %s", s) }`, "1 values for the 2 places"},
		"other verb": {`func f(n float64) chat.Sentence { return chat.Fill("%.2f dollars", n) }`, "in a sentence"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := listed(t, test.body); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want one about %q", err, test.want)
			}
		})
	}
}

// TestRefusals: the texts of the procedures count as well.
func TestRefusals(t *testing.T) {
	t.Parallel()
	found := templates{}
	script := func(text string) fstest.MapFS {
		return fstest.MapFS{procedures + "/010_test.sql": {Data: []byte(text)}}
	}
	err := collectRefusals(script(`
		-- RGP.404 is explained here
		RAISE EXCEPTION 'RGP.403: only an owner can change an owner''s role' USING HINT = 'RGP.AUTH.OTHER';
		RAISE EXCEPTION 'RGP.VALIDATION: the next one is %', n;`), found)
	want := []string{"Only an owner can change an owner's role.", "The next one is {{value1}}."}
	if got := slices.Sorted(maps.Keys(found)); err != nil || !slices.Equal(got, want) {
		t.Errorf("found %q, %v, want %q", got, err, want)
	}
	if err := collectRefusals(script(`RAISE EXCEPTION '%', 'RGP.409' || text;`), found); err == nil {
		t.Error("a text that is made at run time passed")
	}
}

// TestWire: what a field carries to people is a sentence.
func TestWire(t *testing.T) {
	t.Parallel()
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes, Dir: "../.."}, "./api", "./internal/chat")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range loaded {
		for _, name := range p.Types.Scope().Names() {
			s, ok := p.Types.Scope().Lookup(name).Type().Underlying().(*types.Struct)
			if !ok {
				continue
			}
			for i := range s.NumFields() {
				if f := s.Field(i); forPeople(s.Tag(i)) && isText(f.Type()) {
					t.Errorf("%s.%s.%s is a %s, want a chat.Sentence", p.Name, name, f.Name(), f.Type())
				}
			}
		}
	}
}

// forPeople goes by the names of the members in which people are told something.
func forPeople(tag string) bool {
	name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
	return slices.Contains([]string{"message", "problem", "failure", "error", "unavailable_reason"}, name)
}

// isText reports whether a type is an ordinary string, or a pointer to one.
func isText(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	return types.Identical(t, types.Typ[types.String])
}
