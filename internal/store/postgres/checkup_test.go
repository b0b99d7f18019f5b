package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rustygpt/rustygpt/internal/chat"
	"github.com/rustygpt/rustygpt/internal/store/postgres"
	"github.com/rustygpt/rustygpt/internal/store/postgres/pgtest"
)

func TestCheckup(t *testing.T) {
	t.Parallel()
	url := database(t)
	s := open(t, postgres.Options{URL: url})
	if _, err := s.ClaimKey(t.Context(), "the key"); err != nil {
		t.Fatal(err)
	}
	settings, err := s.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	late := func() time.Time { return time.Now().Add(-time.Hour) }
	found, err := postgres.Checkup(t.Context(), url, "", late)
	if err != nil || len(found.Complaints) > 0 || found.Outdated {
		t.Fatalf("%+v, %v", found, err)
	}
	if found.Settings.ServerID != settings.ServerID || found.KeyFingerprint != "the key" || !strings.HasPrefix(found.What, "PostgreSQL 1") {
		t.Errorf("%+v", found)
	}
	if ahead := found.ClockOffset; ahead < 59*time.Minute || ahead > 61*time.Minute {
		t.Errorf("the database's clock is ahead by %v", ahead)
	}
}

func TestCheckupComplains(t *testing.T) {
	t.Parallel()
	const ledger = "rustygpt.bootstrap_applied"
	for name, test := range map[string]struct {
		spoil    string
		want     string
		outdated bool
	}{
		"nothing was run":           {"DROP SCHEMA rustygpt CASCADE", "", true},
		"a script is missing":       {"DELETE FROM " + ledger + " WHERE stage LIKE 'indexes/%'", "", true},
		"another procedure":         {"UPDATE " + ledger + " SET checksum = '' WHERE stage LIKE 'procedures/140%'", "", true},
		"another schema":            {"UPDATE " + ledger + " SET checksum = '' WHERE stage = 'schema/010_auth.sql'", "made with another schema/010_auth.sql", false},
		"a newer program was there": {"UPDATE " + ledger + " SET version = 999", "use the newer one", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := database(t)
			connect(t, url).do(test.spoil)
			found, err := postgres.Checkup(t.Context(), url, "", time.Now)
			complaints := strings.Join(found.Complaints, "\n")
			if err != nil || found.Outdated != test.outdated || !strings.Contains(complaints, test.want) || (test.want == "") != (complaints == "") {
				t.Errorf("%+v, %v", found, err)
			}
		})
	}
}

func TestCheckupChangesNothing(t *testing.T) {
	t.Parallel()
	url := pgtest.Shared(t).Database(t)
	found, err := postgres.Checkup(t.Context(), url, "", time.Now)
	if err != nil || !found.Outdated {
		t.Errorf("an empty database: %+v, %v", found, err)
	}
	connect(t, url).do("CREATE SCHEMA rustygpt") // it is still free
}

func TestCheckupWithoutAServer(t *testing.T) {
	t.Parallel()
	const password = "not for anybody"
	_, err := postgres.Checkup(t.Context(), "postgres://ada:not%20for%20anybody@127.0.0.1:1/chat?connect_timeout=2", "", time.Now)
	if chat.KindOf(err) != chat.Unavailable || strings.Contains(err.Error(), password) {
		t.Errorf("error %v", err)
	}
}
