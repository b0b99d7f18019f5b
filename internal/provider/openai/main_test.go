package openai_test

import (
	"testing"

	"github.com/rustygpt/rustygpt/internal/leaktest"
)

// No answer, however it ended, may leave a goroutine or a connection behind.
func TestMain(m *testing.M) { leaktest.Main(m) }
