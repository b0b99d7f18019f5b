// Package leaktest finds goroutines that the tests of a package leave behind.
//
// What a test has ended may still be on its way out: a connection's goroutine
// sees that it was closed a moment later, and on a machine that stalls the moment
// lasts for seconds. Package goleak waits for less than one.
package leaktest

import (
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long goroutines get to end.
const patience = time.Minute

// Main runs the tests, and fails when they were fine and goroutines stay.
func Main(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if err := left(patience); err != nil {
			fmt.Fprintln(os.Stderr, "goroutines are left:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// left is an error that lists the goroutines that are there all the time.
func left(within time.Duration) error {
	for start := time.Now(); ; {
		err := goleak.Find()
		if err == nil || time.Since(start) > within {
			return err
		}
	}
}
