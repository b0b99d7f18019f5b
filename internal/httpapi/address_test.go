package httpapi_test

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/rustygpt/rustygpt/internal/httpapi"
)

func proxies(t testing.TB, ranges ...string) []netip.Prefix {
	t.Helper()
	var list []netip.Prefix
	for _, text := range ranges {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, prefix)
	}
	return list
}

// TestClientAddress sees the address that a login is remembered with.
func TestClientAddress(t *testing.T) {
	t.Parallel()
	w, _ := newSetUpWorld(t, func(d *httpapi.Deps) {
		d.Config.TrustedProxies = proxies(t, "10.0.0.0/8", "2001:db8::1/128")
	})
	for name, test := range map[string]struct {
		peer      string
		forwarded []string
		want      string
	}{
		"direct":                     {"203.0.113.9:1", nil, "203.0.113.9"},
		"IPv4 in IPv6 form":          {"[::ffff:203.0.113.9]:1", nil, "203.0.113.9"},
		"stranger's header":          {"203.0.113.9:1", []string{"198.51.100.1"}, "203.0.113.9"},
		"one proxy":                  {"10.0.0.7:1", []string{"198.51.100.1"}, "198.51.100.1"},
		"IPv6 proxy":                 {"[2001:db8::1]:1", []string{"198.51.100.1"}, "198.51.100.1"},
		"mapped proxy":               {"[::ffff:10.0.0.7]:1", []string{"198.51.100.1"}, "198.51.100.1"},
		"forged left entry":          {"10.0.0.7:1", []string{"1.2.3.4, 198.51.100.1"}, "198.51.100.1"},
		"two proxies":                {"10.0.0.7:1", []string{"1.2.3.4, 198.51.100.1, 10.0.0.8"}, "198.51.100.1"},
		"two headers":                {"10.0.0.7:1", []string{"198.51.100.1", "10.0.0.8"}, "198.51.100.1"},
		"with a port":                {"10.0.0.7:1", []string{"198.51.100.1:4711"}, "198.51.100.1"},
		"IPv6 in brackets":           {"10.0.0.7:1", []string{"[2001:db8::9]:4711"}, "2001:db8::9"},
		"nonsense":                   {"10.0.0.7:1", []string{"unknown"}, "10.0.0.7"},
		"nonsense left of the proxy": {"10.0.0.7:1", []string{"<script>, 10.0.0.8"}, "10.0.0.8"},
		"only proxies":               {"10.0.0.7:1", []string{"10.0.0.9, 10.0.0.8"}, "10.0.0.9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.request("POST", "/api/auth/login", map[string]string{"email": adminName, "password": password})
			r.RemoteAddr = test.peer
			r.Header["X-Forwarded-For"] = test.forwarded
			b := &browser{world: w, token: w.send(r).status(http.StatusOK).cookies()["SESSION_ID"].Value}
			var list struct {
				Sessions []struct {
					Current bool
					IP      string
				}
			}
			b.send("GET", "/api/auth/sessions", nil).status(http.StatusOK).into(&list)
			for _, d := range list.Sessions {
				if d.Current && d.IP != test.want {
					t.Errorf("address %s, want %s", d.IP, test.want)
				}
			}
		})
	}
}
