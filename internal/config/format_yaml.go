package config

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// parseYAML reads one document. Anchors, aliases and merge keys are refused:
// settings need none, and without them a small file stays a small tree.
func parseYAML(name string, data []byte) (*node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return table(Origin{Layer: File, Name: name}), nil
		}
		return nil, yamlSyntax(name, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, syntaxError{Origin{Layer: File, Name: name}, "must hold a single document"}
	}
	return yamlNode(name, doc.Content[0], 0)
}

func yamlNode(name string, y *yaml.Node, depth int) (*node, error) {
	origin := Origin{Layer: File, Name: name, Line: y.Line}
	if depth > maxDepth {
		return nil, syntaxError{origin, "is nested too deeply"}
	}
	switch y.Kind {
	case yaml.MappingNode:
		return yamlTable(name, y, origin, depth)
	case yaml.SequenceNode:
		n := &node{kind: listNode, origin: origin}
		for _, c := range y.Content {
			item, err := yamlNode(name, c, depth+1)
			if err != nil {
				return nil, err
			}
			n.list = append(n.list, item)
		}
		return n, nil
	case yaml.ScalarNode:
		return yamlScalar(y, origin)
	default:
		return nil, syntaxError{origin, "anchors and aliases cannot be used here"}
	}
}

func yamlTable(name string, y *yaml.Node, origin Origin, depth int) (*node, error) {
	n := table(origin)
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		at := Origin{Layer: File, Name: name, Line: key.Line}
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
			return nil, syntaxError{at, "keys must be plain words"}
		}
		if n.child(key.Value) != nil {
			return nil, syntaxError{at, "the key " + strconv.Quote(key.Value) + " is there twice"}
		}
		value, err := yamlNode(name, y.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		value.origin.Line = key.Line
		n.table = append(n.table, entry{key.Value, value})
	}
	return n, nil
}

// yamlScalar keeps unquoted words open, so that yes and on can stand for true
// where a key wants to know.
func yamlScalar(y *yaml.Node, origin Origin) (*node, error) {
	var value any
	var err error
	switch y.ShortTag() {
	case "!!null":
		return plain(nil, origin), nil
	case "!!bool":
		var b bool
		err = y.Decode(&b)
		value = b
	case "!!int":
		var i int64
		err = y.Decode(&i)
		value = i
	case "!!float":
		var x float64
		err = y.Decode(&x)
		value = x
	default:
		n := plain(y.Value, origin)
		n.loose = y.Style == 0
		return n, nil
	}
	if err != nil {
		return nil, syntaxError{origin, "is not a value that can be read"}
	}
	return plain(value, origin), nil
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// yamlSyntax moves the line from the library's message to the origin.
func yamlSyntax(name string, err error) error {
	origin := Origin{Layer: File, Name: name}
	message := err.Error()
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		origin.Line, _ = strconv.Atoi(m[1])
		message = message[len(m[0]):]
	}
	return syntaxError{origin, message}
}
