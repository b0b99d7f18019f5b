package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/provider"
)

// maxApart is how far this machine's clock may be from others', the second that
// a Date header is exact to included. Beyond it certificates and one-time codes
// begin to fail.
const maxApart = 30 * time.Second

const setClock = "Have the system keep its clock right: timedatectl set-ntp true (Linux), or the date and time settings."

// checkClock compares this machine's clock with the database server's, by which
// instances judge each other, and with one on the internet.
func checkClock(ctx context.Context, e *examination) []Finding {
	if engine, _ := e.config.Database(); engine == config.Postgres && e.stored != nil {
		allowed := e.config.DB.Lease / 3
		if apart := e.stored.ClockOffset.Abs(); apart > allowed {
			return problem(fmt.Sprintf("This machine's clock and the database server's are %v apart, allowed are %v: answers that are being written are taken for abandoned.",
				apart.Round(time.Millisecond), allowed), setClock)
		}
	}
	for _, address := range e.clocks() {
		offset, err := e.offsetOf(ctx, address)
		if err != nil {
			continue
		}
		if offset.Abs() > maxApart {
			return warning(fmt.Sprintf("This machine's clock is %v apart from that of %s.", offset.Abs().Round(time.Second), host(address)), setClock)
		}
		return ok("The clock is right, by " + host(address) + ".")
	}
	return skipped("There was no other clock to compare with.")
}

// clocks are addresses on other machines.
func (e *examination) clocks() (list []string) {
	for _, c := range append(e.configured(), e.administered()...) {
		if c.Enabled && c.BaseURL != "" && !provider.IsLocal(c.BaseURL) {
			list = append(list, c.BaseURL)
		}
	}
	if address := e.address(); !provider.IsLocal(address) {
		list = append(list, address)
	}
	return list
}

// offsetOf is by how much another clock is ahead. No secret is sent.
func (e *examination) offsetOf(ctx context.Context, address string) (time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return 0, err
	}
	before := e.Now()
	answer, err := e.http.Do(r)
	if err != nil {
		return 0, err
	}
	_ = answer.Body.Close() // there is none
	there, err := http.ParseTime(answer.Header.Get("Date"))
	took := e.Now().Sub(before)
	return there.Sub(before.Add(took / 2)), err
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}
