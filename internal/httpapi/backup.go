package httpapi

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/rustygpt/rustygpt/api"
	"github.com/rustygpt/rustygpt/internal/chat"
)

const (
	zipMediaType = "application/zip"
	// sealedMediaType is that of an encrypted backup: age has registered none.
	sealedMediaType = "application/octet-stream"
	// passphrasePart is the part of an upload that opens an encrypted backup.
	passphrasePart = "passphrase"
	maxPassphrase  = 1 << 10 // bytes
	// backupPatience is how long the other side of an upload or a download may
	// be silent. There is no limit for the whole.
	backupPatience = time.Minute
)

func (s *Server) exportData(w http.ResponseWriter, r *http.Request, _ *nothing) error {
	if r.Method == http.MethodHead {
		announceBackup(w, zipMediaType, "rustygpt-backup.zip")
		return nil
	}
	return s.sendBackup(w, r, zipMediaType, "")
}

type makeBackupInput struct {
	Body *api.MakeBackupRequest
}

// makeBackup is exportData for those who may want the file encrypted.
func (s *Server) makeBackup(w http.ResponseWriter, r *http.Request, in *makeBackupInput) error {
	if in.Body == nil || in.Body.Passphrase == nil {
		return s.sendBackup(w, r, zipMediaType, "")
	}
	passphrase := *in.Body.Passphrase
	if passphrase == "" { // whoever sends it takes the file to be encrypted
		return chat.InvalidField("passphrase", "must not be empty")
	}
	if len(passphrase) > maxPassphrase {
		return chat.InvalidField("passphrase", "is too long")
	}
	return s.sendBackup(w, r, sealedMediaType, passphrase)
}

// sendBackup breaks the connection off when something fails after the first byte,
// so that nobody takes half a file for a whole one.
func (s *Server) sendBackup(w http.ResponseWriter, r *http.Request, mediaType, passphrase string) error {
	begun := false
	err := s.backups.Export(r.Context(), passphrase, func(name string) io.Writer {
		begun = true
		recordOf(r.Context()).Fact("file", name)
		announceBackup(w, mediaType, name)
		return &patientWriter{w: w, control: http.NewResponseController(w)}
	})
	if err == nil || !begun {
		return err
	}
	s.log.WarnContext(r.Context(), "a backup was not sent to its end", "request_id", exchangeOf(r.Context()).id, "error", err)
	panic(http.ErrAbortHandler)
}

func announceBackup(w http.ResponseWriter, mediaType, name string) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
}

// archiveFile describes the body of an exported backup.
func archiveFile(huma.Registry) content {
	return content{zipMediaType: {Type: huma.TypeString, Format: "binary"}}
}

// maybeSealed describes the body of a backup that may be encrypted.
func maybeSealed(r huma.Registry) content {
	c := archiveFile(r)
	c[sealedMediaType] = &huma.Schema{Type: huma.TypeString, Format: "binary", Description: "An age file, for those who sent a passphrase."}
	return c
}

// backupForm describes an upload: a file, and what opens it.
func backupForm() *huma.Schema {
	return &huma.Schema{
		Type:     huma.TypeObject,
		Required: []string{"backup"},
		Properties: map[string]*huma.Schema{
			"backup":       {Type: huma.TypeString, Format: "binary", Description: "The file. Its part may have any name."},
			passphrasePart: {Type: huma.TypeString, Description: "What an encrypted backup was encrypted with."},
		},
	}
}

// importData reads the first part that is no passphrase as the backup, whatever
// its name is. The passphrase may come before or after it.
func (s *Server) importData(ctx context.Context, _ *nothing) (*payload[api.ImportDataResponse], error) {
	x := exchangeOf(ctx)
	patient := &patientReader{ReadCloser: x.request.Body, control: http.NewResponseController(x.writer)}
	x.request.Body = patient
	parts, err := x.request.MultipartReader()
	if err != nil {
		return nil, &requestError{kindAnswer: badBody, message: "The request has to be a multipart form."}
	}
	u := &upload{parts: parts, done: patient.stop}
	file, err := u.file()
	if err != nil {
		return nil, uploadFault(err)
	}
	if err := s.backups.Import(ctx, file, recordOf(ctx).Entry(), u.passphrase); err != nil {
		return nil, uploadFault(err)
	}
	return respond(api.ImportDataResponse{
		RestartRequired: true,
		Message:         "The backup is sound. The server starts again now to restore it; then everybody has to log in again.",
	}), nil
}

func (s *Server) getRestore(ctx context.Context, _ *nothing) (*payload[*api.RestoreReport], error) {
	report, err := s.backups.LastRestore(ctx)
	if err != nil {
		return nil, err
	}
	if report == nil {
		return nil, chat.Errorf(chat.NotFound, "No backup was ever restored on this server.")
	}
	return respond(report), nil
}

// upload is a form that is read in the order in which it comes.
type upload struct {
	parts  *multipart.Reader
	secret string
	done   func() // called once all of it was read
}

// file finds the part with the backup.
func (u *upload) file() (io.Reader, error) {
	for {
		part, err := u.parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, &requestError{kindAnswer: badBody, message: "The request has no file in it."}
		}
		if err != nil {
			return nil, err
		}
		if part.FormName() != passphrasePart {
			return part, nil
		}
		if err := u.readSecret(part); err != nil {
			return nil, err
		}
	}
}

// passphrase reads the form to its end.
func (u *upload) passphrase() (string, error) {
	for {
		part, err := u.parts.NextPart()
		if errors.Is(err, io.EOF) {
			u.done()
			return u.secret, nil
		}
		if err != nil {
			return "", err
		}
		if part.FormName() != passphrasePart {
			continue
		}
		if err := u.readSecret(part); err != nil {
			return "", err
		}
	}
}

func (u *upload) readSecret(part io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(part, maxPassphrase+1))
	if err == nil && len(text) > maxPassphrase {
		err = &requestError{kindAnswer: badBody, message: "The passphrase is too long."}
	}
	u.secret = string(text)
	return err
}

// uploadFault tells a form that cannot be read from everything else.
func uploadFault(err error) error {
	if _, known := errors.AsType[*chat.Error](err); known {
		return err
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &requestError{kindAnswer: largeBody, message: "The backup is larger than this server takes; storage.import_limit_mb says how large it may be."}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return &requestError{kindAnswer: badBody, message: "The upload ended early."}
	}
	return err
}

// patientReader waits for each piece anew. Recorders in tests know no deadlines.
type patientReader struct {
	io.ReadCloser
	control *http.ResponseController
}

func (p *patientReader) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(backupPatience))
	return p.ReadCloser.Read(b)
}

// stop lets the other side be silent from now on: it waits for the answer.
func (p *patientReader) stop() { _ = p.control.SetReadDeadline(time.Time{}) }

// patientWriter waits for each piece anew. The server takes the deadline away
// with the end of the request.
type patientWriter struct {
	w       io.Writer
	control *http.ResponseController
}

func (p *patientWriter) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(backupPatience))
	return p.w.Write(b)
}
