package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/config"
)

const (
	// expiresSoon leaves time to find out why a certificate was not renewed: those
	// of Let's Encrypt are renewed a month before their end.
	expiresSoon = 14 * 24 * time.Hour
	maxAnswer   = 64 << 10 // bytes of an answer that are read
)

// newClient follows no redirects: people's programs would not all do so either.
func newClient(transport http.RoundTripper) *http.Client {
	if transport == nil {
		transport = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// address is where people reach the server. What administrators have set wins.
func (e *examination) address() string {
	if e.stored != nil && e.stored.Settings.PublicURL != "" {
		return strings.TrimSuffix(e.stored.Settings.PublicURL, "/")
	}
	return strings.TrimSuffix(e.config.Server.PublicBaseURL, "/")
}

// asleep tells that there is no server to reach.
func (e *examination) asleep() bool {
	engine, _ := e.config.Database()
	return engine == config.SQLite && !e.running
}

const needsServer = "No server is running: start it and run this command again."

// checkAddress makes sure that the public address leads to this very server.
func checkAddress(ctx context.Context, e *examination) []Finding {
	if e.asleep() {
		return skipped(needsServer)
	}
	address := e.address()
	answer, err := e.get(ctx, address+"/api/v1/server", "application/json")
	if err != nil {
		return problem(fmt.Sprintf("%s cannot be reached: %s.", address, whyNot(err)), advise(err))
	}
	defer answer.Body.Close()
	if f := e.notOurs(answer, address); f != nil {
		return f
	}
	if answer.TLS == nil {
		return ok(address + " leads to this server.")
	}
	return e.certificate(answer.TLS, address)
}

// notOurs says what else answers; nil when it is this server.
func (e *examination) notOurs(answer *http.Response, address string) []Finding {
	if to := answer.Header.Get("Location"); to != "" {
		return problem(fmt.Sprintf("%s sends people on to %s.", address, to),
			"Set the public address to the one where people end: in the administration of the web app, or server.public_base_url.")
	}
	var handshake api.ServerHandshake
	err := json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(&handshake)
	switch {
	case answer.StatusCode != http.StatusOK || err != nil || handshake.ServerUUID == "":
		return problem(fmt.Sprintf("Something else than RustyGPT answers at %s (status %d).", address, answer.StatusCode),
			"Have the proxy pass everything on to "+e.config.Server.Address()+", also paths below /api/.")
	case e.stored == nil:
		return warning("A server answers at " + address + ". Whether it is this one cannot be told without the database.")
	case handshake.ServerUUID != e.stored.Settings.ServerID:
		return problem("Another RustyGPT answers at "+address+".",
			"Correct the public address, or the address that the proxy passes requests on to: "+e.config.Server.Address()+".")
	case handshake.Version != e.Version:
		return warning(fmt.Sprintf("%s leads to this server, which runs version %s; this program is version %s.", address, handshake.Version, e.Version),
			"Start the server again if the newer version is meant to run.")
	}
	return nil
}

func (e *examination) certificate(state *tls.ConnectionState, address string) []Finding {
	end := state.PeerCertificates[0].NotAfter
	left := end.Sub(e.Now())
	text := fmt.Sprintf("%s leads to this server, with a certificate that ends on %s.", address, end.UTC().Format(time.DateOnly))
	if left < expiresSoon {
		return warning(text, "Renew the certificate, and find out why that has not happened by itself.")
	}
	return ok(text)
}

func (e *examination) get(ctx context.Context, address, accept string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", accept)
	r.Header.Set("User-Agent", "rustygpt-doctor/"+e.Version)
	return e.http.Do(r)
}

// whyNot names the cause of a failed request by its class.
func whyNot(err error) string {
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok && e.Reason == x509.Expired {
		return "its certificate has expired"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "its certificate is for another name"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "its certificate is signed by nobody whom this machine trusts"
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok || errors.Is(err, http.ErrSchemeMismatch) {
		return "it does not speak HTTPS"
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "its name is not known"
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.Is(err, context.DeadlineExceeded):
		return "nothing answered in time"
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

func advise(err error) string {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "Have the proxy present a certificate for this name that browsers trust, and renew it in time."
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "Add the name to the domain's DNS, or correct the public address."
	}
	return "Make sure that the server or the proxy in front of it listens there, that firewalls let connections through, and that this " +
		"machine can reach its own public address (some routers do not send such connections back)."
}
