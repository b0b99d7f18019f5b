package httpapi_test

import (
	"bytes"
	"flag"
	"os"
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
		if err := os.WriteFile(file, want, 0o644); err != nil { //nolint:gosec // a file of the source tree
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
