package server_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/rustygpt/rustygpt/internal/servertest"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

// setUp sends the setup form with a token, as from another machine, and returns
// the status.
func setUp(t *testing.T, p *servertest.Process, token string) int {
	t.Helper()
	form := map[string]string{"username": servertest.AdminName, "email": "admin@example.com", "password": servertest.AdminPassword}
	header := http.Header{"X-Setup-Token": {token}, "X-Forwarded-For": {"192.0.2.7"}}
	resp, err := servertest.NewClient(p.URL).Send(t.Context(), http.MethodPost, "/api/setup", form, header)
	if refused, ok := errors.AsType[*servertest.StatusError](err); ok {
		return refused.Status
	}
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// TestSettingUpAtAnotherInstance enters what one instance's console shows at
// another.
func TestSettingUpAtAnotherInstance(t *testing.T) {
	t.Parallel()
	one := servertest.StartProcess(t, "RUSTYGPT__DB__URL="+pgtest.Shared(t).Database(t))
	two := one.StartAnother(t)
	first, second := one.SetupToken(t, 1), two.SetupToken(t, 1)
	if err := two.Stop(); err != nil {
		t.Fatal(err)
	}
	two.Restart(t)
	third := two.SetupToken(t, 2)
	if first == second || second == third {
		t.Error("a token was printed twice")
	}
	for _, wrong := range []string{"", "wrong", second} {
		if status := setUp(t, one, wrong); status != http.StatusUnauthorized {
			t.Errorf("token %q: status %d", wrong, status)
		}
	}
	if status := setUp(t, one, third); status != http.StatusOK {
		t.Errorf("the other instance's token: status %d", status)
	}
	for _, token := range []string{first, third} {
		if status := setUp(t, two, token); status != http.StatusBadRequest { // as /api/setup says that it is done
			t.Errorf("once it is set up: status %d", status)
		}
	}
}
