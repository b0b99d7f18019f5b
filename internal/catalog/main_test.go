package catalog_test

import (
	"testing"

	"go.uber.org/goleak"
)

// Neither discovery nor a test of a connection may leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
