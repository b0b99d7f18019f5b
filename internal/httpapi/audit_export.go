package httpapi

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	csvMediaType   = "text/csv; charset=utf-8"
	jsonlMediaType = "application/x-ndjson"
)

type exportAuditInput struct {
	AuditFilter

	Format string `query:"format" enum:"csv,jsonl" default:"csv" doc:"jsonl has one entry in each line, in the form in which they are listed."`
}

// auditFile describes the body of an export.
func auditFile(huma.Registry) content {
	text := &huma.Schema{Type: huma.TypeString}
	return content{"text/csv": text, jsonlMediaType: text}
}

// exportAudit sends entries as they are read. A failure after the first byte
// breaks the connection off, so that nobody takes half a log for a whole one. The
// export is an action like others; its own entry is the first that is not in it.
func (s *Server) exportAudit(w http.ResponseWriter, r *http.Request, in *exportAuditInput) error {
	if r.Method == http.MethodHead {
		s.announceAudit(w, in.Format)
		return nil
	}
	record := recordOf(r.Context())
	record.Fact("format", in.Format)
	q := in.query()
	q.Before = record.Cursor()
	out := newAuditWriter(in.Format, &patientWriter{w: w, control: http.NewResponseController(w)})
	sent := 0
	for e, err := range s.audit.All(r.Context(), actorOf(r.Context()), q) {
		if err != nil && sent == 0 {
			return err
		}
		s.announceAudit(w, in.Format)
		if err == nil {
			err = out.write(e)
		}
		if err != nil {
			s.breakOffExport(r.Context(), err)
		}
		sent++
	}
	s.announceAudit(w, in.Format)
	record.Fact("entries", strconv.Itoa(sent))
	if err := out.flush(); err != nil {
		s.breakOffExport(r.Context(), err)
	}
	return nil
}

// announceAudit can be repeated until something is written.
func (s *Server) announceAudit(w http.ResponseWriter, format string) {
	h := w.Header()
	h.Set("Content-Type", csvMediaType)
	if format == "jsonl" {
		h.Set("Content-Type", jsonlMediaType)
	}
	h.Set("Content-Disposition", `attachment; filename="rustygpt-audit-`+s.now().UTC().Format("20060102")+"."+format+`"`)
}

func (s *Server) breakOffExport(ctx context.Context, err error) {
	s.log.WarnContext(ctx, "an export of the audit log was not sent to its end", "request_id", exchangeOf(ctx).id, "error", err)
	panic(http.ErrAbortHandler)
}

// auditWriter writes entries in a format. What fails to be written fails again
// at the flush.
type auditWriter struct {
	write func(chat.AuditEntry) error
	flush func() error
}

func newAuditWriter(format string, w io.Writer) auditWriter {
	if format == "jsonl" {
		lines := bufio.NewWriter(w)
		return auditWriter{func(e chat.AuditEntry) error { return writeLine(lines, e) }, lines.Flush}
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true          // RFC 4180
	_ = table.Write(auditColumns) // told by the flush
	return auditWriter{
		func(e chat.AuditEntry) error { return table.Write(auditRow(e)) },
		func() error {
			table.Flush()
			return table.Error()
		},
	}
}

func writeLine(w *bufio.Writer, e chat.AuditEntry) error {
	if err := json.MarshalWrite(w, auditEntryOf(e), encoding); err != nil {
		return err
	}
	return w.WriteByte('\n')
}

var auditColumns = []string{
	"time", "origin", "actor_id", "actor", "action", "target_type", "target_id", "target", "outcome", "address", "user_agent", "request_id", "details",
}

func auditRow(e chat.AuditEntry) []string {
	actor := ""
	if !e.ActorID.IsZero() {
		actor = e.ActorID.String()
	}
	details, err := json.Marshal(e.Details, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		details = nil // values of a kind that JSON does not know were never stored
	}
	row := []string{
		e.At.UTC().Format(time.RFC3339Nano), string(e.Origin), actor, e.ActorName, string(e.Action), e.Target.Type, e.Target.ID, e.Target.Name,
		string(e.Outcome), e.Address, e.UserAgent, e.RequestID, string(details),
	}
	for i, cell := range row {
		row[i] = harmless(cell)
	}
	return row
}

// formula is where a spreadsheet would find one: at the beginning of a cell, or
// behind a semicolon, which separates cells where the comma is for decimals. The
// wide characters count as the narrow ones in some of them (OWASP, CSV
// Injection).
var formula = regexp.MustCompile(`(^|;)( *)([=+\-@\t\r\n＝＋－＠])`)

// harmless puts an apostrophe before what would be a formula: then it is text.
func harmless(cell string) string { return formula.ReplaceAllString(cell, "$1$2'$3") }
