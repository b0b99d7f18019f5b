package providertest

import (
	"io"
	"net/http"
)

// Breakage is how a whole server misbehaves, whatever it is asked for.
type Breakage string

// The breakages.
const (
	Works   Breakage = ""
	Hangs   Breakage = "hangs"  // accepts and never answers
	Closes  Breakage = "closes" // ends the connection without an answer
	Crashes Breakage = "500"    // answers 500 to everything
)

// Break has the server misbehave from the next request on, until it Works again.
func (u *Upstream) Break(b Breakage) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.broken = b
}

func (u *Upstream) breakage() Breakage {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.broken
}

// orBroken answers as the server's breakage says.
func (u *Upstream) orBroken(works http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch u.breakage() {
		case Hangs:
			u.note(r, Prompt{})
			_, _ = io.Copy(io.Discard, r.Body) // else the server does not see the client leave
			<-r.Context().Done()
			u.noteLeft()
		case Closes:
			u.note(r, Prompt{})
			(&reply{w: w, r: r}).cut(false)
		case Crashes:
			u.note(r, Prompt{})
			refuse(w, http.StatusInternalServerError, "out of order")
		case Works:
			works.ServeHTTP(w, r)
		}
	})
}
