package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Names of the ways to prove who one is, as the document refers to them.
const (
	cookieScheme     = "session"
	bearerScheme     = "bearer"
	setupTokenScheme = "setup_token"
)

// document is the description of the API in its two forms.
type document struct {
	json []byte
	yaml []byte
}

// Spec describes every route as an OpenAPI 3.1 document. The result depends on
// the source code alone.
func Spec() (jsonDoc, yamlDoc []byte, err error) {
	s := &Server{}
	described := s.register(newAdapter(http.NewServeMux(), passThrough, noCompression), s.routes()).OpenAPI()
	for _, schema := range described.Components.Schemas.Map() {
		if schema.AdditionalProperties == true {
			schema.AdditionalProperties = nil // the default; spelled out, it spoils generated types
		}
	}
	compact, err := described.MarshalJSON()
	if err != nil {
		return nil, nil, fmt.Errorf("describe the API: %w", err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, compact, "", "  "); err != nil {
		return nil, nil, fmt.Errorf("describe the API: %w", err)
	}
	indented.WriteByte('\n')
	if yamlDoc, err = described.YAML(); err != nil {
		return nil, nil, fmt.Errorf("describe the API: %w", err)
	}
	return indented.Bytes(), yamlDoc, nil
}

func passThrough(_ *route, h http.Handler) http.Handler { return h }

func noCompression(h http.Handler) http.HandlerFunc { return h.ServeHTTP }

// humaConfig leaves out what huma adds by default: routes of its own, and a
// $schema member in every body.
func humaConfig() huma.Config {
	config := huma.DefaultConfig("RustyGPT", "1.0.0")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks, config.Transformers = nil, nil
	config.Formats = map[string]huma.Format{jsonMediaType: format, "json": format}
	config.AllowAdditionalPropertiesByDefault = true
	config.Info.Description = "Conversations with language models: shared rooms with threads and live events " +
		"(below /api), and private chats with the pages that administer them (below /api/v1)."
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		cookieScheme: {
			Type: "apiKey", In: "cookie", Name: "SESSION_ID",
			Description: "Set by a browser login. Every change also needs the X-CSRF-TOKEN header, with the value of the CSRF-TOKEN cookie.",
		},
		bearerScheme: {
			Type: "http", Scheme: "bearer",
			Description: "The bearer_token of a login with portal true. Needs no CSRF header.",
		},
		setupTokenScheme: {
			Type: "apiKey", In: "header", Name: "X-Setup-Token",
			Description: "Printed on the server's console until it is set up.",
		},
	}
	return config
}

func describe() (doc document, err error) {
	doc.json, doc.yaml, err = Spec()
	return doc, err
}

// getSpecJSON serves the document as JSON.
func (s *Server) getSpecJSON(w http.ResponseWriter, _ *http.Request, _ *nothing) error {
	doc, err := s.spec()
	if err != nil {
		return err
	}
	return writeDocument(w, "application/json", doc.json)
}

// getSpecYAML serves the document as YAML.
func (s *Server) getSpecYAML(w http.ResponseWriter, _ *http.Request, _ *nothing) error {
	doc, err := s.spec()
	if err != nil {
		return err
	}
	return writeDocument(w, "application/yaml", doc.yaml)
}

// writeDocument sends a finished document. A client that leaves meanwhile is no
// failure of the server.
func writeDocument(w http.ResponseWriter, mediaType string, body []byte) error {
	w.Header().Set("Content-Type", mediaType)
	_, _ = w.Write(body)
	return nil
}
