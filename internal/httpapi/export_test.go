package httpapi

import "github.com/rustygpt/rustygpt/internal/chat"

// Row is a route as tests walk the table.
type Row struct {
	ID, Method, Path                   string
	Session, Admin, SetupToken, Local  bool
	ChecksCSRF, Pending, Stream, Probe bool
	Chats, Setup, Form                 bool
	MaxBody                            int64
	Bucket                             string
	Action                             chat.AuditAction
}

// Rows is the table of a server with every feature.
func Rows() []Row {
	var rows []Row
	for _, r := range (&Server{}).routes() {
		rows = append(rows, Row{
			ID: r.id, Method: r.method, Path: r.path,
			Session: r.needsLogin(), Admin: r.access == admin,
			SetupToken: r.access == setupToken, Local: r.access == localSetup,
			ChecksCSRF: r.checksCSRF(), Pending: r.pending, Stream: r.stream,
			Probe: r.surface == probeSurface, Chats: r.surface == chatsSurface, Setup: r.surface == setupSurface, Form: r.form != nil,
			MaxBody: r.maxBody, Bucket: string(r.bucket), Action: r.audit,
		})
	}
	return rows
}

// OccupyProbes leaves no room for one more probe of the stream until release is
// called.
func (s *Server) OccupyProbes() (release func()) {
	for range probesAtOnce {
		s.probing <- struct{}{}
	}
	return func() {
		for range probesAtOnce {
			<-s.probing
		}
	}
}
