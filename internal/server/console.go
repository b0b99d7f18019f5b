package server

import (
	"fmt"
	"io"
)

// greet tells the person at the console where to go. The setup token is
// written here and nowhere else: not to the log, which may be kept or shipped.
func greet(w io.Writer, address, setupToken string) {
	fmt.Fprintf(w, "rustygpt is ready at %s\n", address)
	if setupToken == "" {
		return
	}
	fmt.Fprintf(w, "\nThis server is not set up yet. Open the address and enter the token:\n\nsetup token: %s\n\n", setupToken)
}
