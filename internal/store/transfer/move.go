package transfer

import (
	"context"
	"fmt"
	"iter"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// Source is a database as it was at one instant. No server runs on it.
type Source interface {
	Count(ctx context.Context, t Table) (int64, error)
	// Rows yields all rows in any order, or an error and nothing more.
	Rows(ctx context.Context, t Table) iter.Seq2[Row, error]
	// Remnants lists what it has that Tables has no place for.
	Remnants(ctx context.Context) ([]Remnant, error)
}

// Remnant is something that stays behind.
type Remnant struct {
	What string // in the plural
	Rows int64
}

// Target is an empty database with the mark of an incomplete one.
type Target interface {
	// Fill adds rows. It may keep those that it took before an error.
	Fill(ctx context.Context, t Table, rows iter.Seq2[Row, error]) error
	// Rows reads back.
	Rows(ctx context.Context, t Table) iter.Seq2[Row, error]
	// Complete takes the mark away. From then on servers accept the database.
	Complete(ctx context.Context) error
}

// Progress says how far a move is.
type Progress struct {
	Table       string
	Checking    bool // it is copied and now read back
	Done, Total int64
}

// Moved is one table that was copied and compared.
type Moved struct {
	Table    string
	Rows     int64
	Checksum string
}

// Result is what a move did.
type Result struct {
	Moved    []Moved
	Remnants []Remnant
}

// reportEvery is how many rows go by between two reports.
const reportEvery = 1000

// Move copies everything and compares. It calls report every thousand rows and
// at the end of each table. An error leaves the target marked as incomplete; it
// is of kind Canceled when ctx has ended.
func Move(ctx context.Context, from Source, to Target, report func(Progress)) (Result, error) {
	result, err := move(ctx, from, to, report)
	if err != nil && ctx.Err() != nil { // the drivers have many words for it
		err = chat.Wrap(chat.Canceled, "the move was interrupted", err)
	}
	return result, err
}

func move(ctx context.Context, from Source, to Target, report func(Progress)) (Result, error) {
	m := mover{from, to, report}
	remnants, err := from.Remnants(ctx)
	if err != nil {
		return Result{}, err
	}
	sent := make([]Digest, len(tables))
	for i, t := range tables {
		if sent[i], err = m.copy(ctx, t); err != nil {
			return Result{}, fmt.Errorf("copy %s: %w", t.Name, err)
		}
	}
	result := Result{Remnants: remnants}
	for i, t := range tables {
		if err := m.check(ctx, t, &sent[i]); err != nil {
			return Result{}, fmt.Errorf("check %s: %w", t.Name, err)
		}
		result.Moved = append(result.Moved, Moved{t.Name, sent[i].Rows, sent[i].String()})
	}
	return result, to.Complete(ctx)
}

type mover struct {
	from   Source
	to     Target
	report func(Progress)
}

func (m mover) copy(ctx context.Context, t Table) (sent Digest, err error) {
	total, err := m.from.Count(ctx, t)
	if err != nil {
		return sent, err
	}
	rows := m.counted(t, m.from.Rows(ctx, t), &sent, Progress{Table: t.Name, Total: total})
	return sent, m.to.Fill(ctx, t, rows)
}

func (m mover) check(ctx context.Context, t Table, sent *Digest) error {
	var found Digest
	progress := Progress{Table: t.Name, Checking: true, Total: sent.Rows}
	for _, err := range m.counted(t, m.to.Rows(ctx, t), &found, progress) {
		if err != nil {
			return err
		}
	}
	if !found.Equal(sent) {
		return chat.Errorf(chat.Internal, "the copy differs: %d rows with checksum %s were read, %d with %s are there",
			sent.Rows, sent, found.Rows, &found)
	}
	return nil
}

// counted passes rows on, adds them to a digest and reports.
func (m mover) counted(t Table, rows iter.Seq2[Row, error], digest *Digest, p Progress) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for row, err := range rows {
			if err == nil {
				err = digest.Add(t, row)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(row, nil) {
				return
			}
			if p.Done = digest.Rows; p.Done%reportEvery == 0 && p.Done != p.Total {
				m.report(p)
			}
		}
		p.Done = digest.Rows
		m.report(p)
	}
}
