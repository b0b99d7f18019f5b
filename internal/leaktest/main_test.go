package leaktest

import (
	"testing"
	"time"
)

// TestLeft counts goroutines, so no other test runs beside it.
func TestLeft(t *testing.T) {
	late := make(chan struct{})
	time.AfterFunc(time.Second, func() { close(late) })
	go func() { <-late }()
	if err := left(patience); err != nil {
		t.Errorf("one that ends late: %v", err)
	}
	never := make(chan struct{})
	defer close(never)
	go func() { <-never }()
	if left(0) == nil {
		t.Error("one that does not end is not found")
	}
}
