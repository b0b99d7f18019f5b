package catalog_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/leaktest"
)

// Neither discovery nor a test of a connection may leave a goroutine behind.
func TestMain(m *testing.M) { leaktest.Main(m) }
