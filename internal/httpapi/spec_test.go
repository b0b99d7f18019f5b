package httpapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/rustygpt/rustygpt/internal/httpapi"
)

var update = flag.Bool("update", false, "write golden files")

// TestCheckedInSpec keeps api/openapi.yaml, from which the web app's types are
// made, in step with the routes.
func TestCheckedInSpec(t *testing.T) {
	t.Parallel()
	const file = "../../api/openapi.yaml"
	_, want, err := httpapi.Spec()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("api/openapi.yaml is stale: run go generate ./api")
	}
}

// TestSpecIsTheTable: every route is described, and nothing else is.
func TestSpecIsTheTable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var spec struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			OperationID string
			Summary     string
			Tags        []string
			Security    []map[string][]string
			Responses   map[string]struct {
				Content map[string]struct {
					Schema struct{ OneOf []any }
				}
			}
		}
	}
	answer := w.send(w.request("GET", "/openapi.json", nil)).status(http.StatusOK)
	answer.into(&spec)
	if spec.OpenAPI != "3.1.0" {
		t.Errorf("version %s", spec.OpenAPI)
	}
	described := 0
	for _, methods := range spec.Paths {
		described += len(methods)
	}
	rows := httpapi.Rows()
	if described != len(rows) {
		t.Errorf("%d operations for %d routes", described, len(rows))
	}
	ids := map[string]bool{}
	for _, row := range rows {
		op, ok := spec.Paths[row.Path][strings.ToLower(row.Method)]
		if !ok || op.OperationID != row.ID || op.Summary == "" || len(op.Tags) != 1 {
			t.Errorf("%s %s: %+v", row.Method, row.Path, op)
		}
		if ids[row.ID] {
			t.Errorf("%s twice", row.ID)
		}
		ids[row.ID] = true
		if row.Session != (len(op.Security) == 2) && !row.Local {
			t.Errorf("%s: security %v", row.ID, op.Security)
		}
		if row.ID == "complete" || row.ID == "probe-stream" {
			continue // the provider's events, and only one kind
		}
		if row.Stream && len(op.Responses["200"].Content["text/event-stream"].Schema.OneOf) < 4 {
			t.Errorf("%s: the events are not described", row.ID)
		}
	}
}

func TestSpecForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	answer := w.send(w.request("GET", "/openapi.yaml", nil)).status(http.StatusOK)
	if media := answer.Header().Get("Content-Type"); media != "application/yaml" {
		t.Errorf("media type %q", media)
	}
	checked, err := os.ReadFile("../../api/openapi.yaml")
	w.must(err)
	if !bytes.Equal(answer.Body.Bytes(), checked) {
		t.Error("what is served is not what is checked in")
	}
	if !json.Valid(w.send(w.request("GET", "/openapi.json", nil)).Body.Bytes()) {
		t.Error("the JSON form is none")
	}
}
