// Package doctor examines a server from outside, whether it runs or not, and says
// what is wrong and what to do about it. It changes nothing and shows no secrets.
package doctor

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/rustygpt/rustygpt/internal/catalog"
	"github.com/rustygpt/rustygpt/internal/config"
	"github.com/rustygpt/rustygpt/internal/store"
)

// Verdict is what came of a check.
type Verdict string

// The verdicts.
const (
	OK      Verdict = "ok"
	Skipped Verdict = "skipped" // it could not be checked, and why is no problem
	Warning Verdict = "warning" // it works, and may not for long or not for everybody
	Problem Verdict = "problem"
)

// Finding is what one check has found.
type Finding struct {
	Check   string   `json:"check"`
	Verdict Verdict  `json:"verdict"`
	Text    string   `json:"text"`
	Advice  []string `json:"advice,omitempty"` // what to do
}

// Report is everything that was found, in a fixed order.
type Report struct {
	Findings []Finding `json:"findings"`
	Problems int       `json:"problems"`
	Warnings int       `json:"warnings"`
}

// Patient is the server that is examined.
type Patient struct {
	Settings *config.Loaded // nil = they cannot be used
	Refused  error          // why they cannot
	Version  string         // of this program
	// Try has a provider list its models.
	Try       func(ctx context.Context, in catalog.ProviderInput) (catalog.TestResult, error)
	Transport http.RoundTripper // of requests to the public address and to other clocks; nil = the usual one
	Now       func() time.Time
}

// The longest that checks may take. An integrity check reads the whole database.
const (
	usualLimit    = 15 * time.Second
	databaseLimit = 2 * time.Minute
)

// check is one examination. Those of one round run at the same time.
type check struct {
	name  string
	limit time.Duration
	run   func(ctx context.Context, e *examination) []Finding
}

// rounds are the checks in the order in which they are told. Those of the second
// round build on what the first one has found.
var rounds = [][]check{
	{
		{"data directory", usualLimit, checkDirectory},
		{"permissions", usualLimit, checkPermissions},
		{"disk", usualLimit, checkDisk},
		{"server", usualLimit, checkServer},
		{"database", databaseLimit, checkDatabase},
	},
	{
		{"encryption key", usualLimit, checkKey},
		{"clock", usualLimit, checkClock},
		{"providers", databaseLimit, checkProviders}, // each with the usual limit
		{"public address", usualLimit, checkAddress},
		{"event streams", usualLimit, checkStream},
	},
}

// examination is one under way.
type examination struct {
	Patient
	config config.Config
	http   *http.Client

	// What the first round leaves to the second.
	running bool           // a server has the database; never known on PostgreSQL
	stored  *store.Checkup // nil = the database could not be read
}

// Examine does all checks. The end of ctx ends them early.
func Examine(ctx context.Context, p Patient) Report {
	var r Report
	r.add(checkSettings(p))
	if p.Settings == nil {
		return r
	}
	e := &examination{Patient: p, config: p.Settings.Config, http: newClient(p.Transport)}
	if dir, err := filepath.Abs(e.config.Storage.DataDir); err == nil {
		e.config.Storage.DataDir = dir // what is said shall hold elsewhere, too
	}
	defer e.http.CloseIdleConnections()
	for _, round := range rounds {
		r.add(e.do(ctx, round)...)
	}
	return r
}

func (r *Report) add(findings ...Finding) {
	r.Findings = append(r.Findings, findings...)
	for _, f := range findings {
		switch f.Verdict {
		case Problem:
			r.Problems++
		case Warning:
			r.Warnings++
		case OK, Skipped:
		}
	}
}

// do runs the checks of a round.
func (e *examination) do(ctx context.Context, round []check) []Finding {
	findings := make([][]Finding, len(round))
	var all sync.WaitGroup
	for i, c := range round {
		all.Go(func() { findings[i] = e.bounded(ctx, c) })
	}
	all.Wait()
	return slices.Concat(findings...)
}

// bounded runs a check for its time at most.
func (e *examination) bounded(ctx context.Context, c check) []Finding {
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	findings := c.run(ctx, e)
	for i := range findings {
		if findings[i].Check == "" {
			findings[i].Check = c.name
		}
	}
	return findings
}

// The ways to put a finding.

func ok(text string) []Finding      { return []Finding{{Verdict: OK, Text: text}} }
func skipped(text string) []Finding { return []Finding{{Verdict: Skipped, Text: text}} }

func warning(text string, advice ...string) []Finding {
	return []Finding{{Verdict: Warning, Text: text, Advice: advice}}
}

func problem(text string, advice ...string) []Finding {
	return []Finding{{Verdict: Problem, Text: text, Advice: advice}}
}
