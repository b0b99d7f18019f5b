package porttest_test

import (
	"net"
	"testing"

	"github.com/rustygpt/rustygpt/internal/porttest"
)

func TestNobodyElseGetsAPort(t *testing.T) {
	t.Parallel()
	taken := map[int]bool{}
	for range 300 {
		p, err := porttest.Take()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Free)
		if taken[p.Number] {
			t.Fatalf("%d was taken twice", p.Number)
		}
		taken[p.Number] = true
	}
}

func TestAPortCanBeListenedOnAgainAndAgain(t *testing.T) {
	t.Parallel()
	p, err := porttest.Take()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Free()
	for range 3 {
		l, err := net.Listen("tcp", p.Address())
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
	}
}
