package openai_test

import (
	"testing"

	"go.uber.org/goleak"
)

// No answer, however it ended, may leave a goroutine or a connection behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
