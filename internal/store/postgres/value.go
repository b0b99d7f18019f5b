package postgres

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rustygpt/rustygpt/internal/chat"
)

// uuidValue is how an id travels: NULL for the zero id.
type uuidValue uuid.UUID //nolint:recvcheck // sent by value, received in place

// UUIDValue is what the driver sends.
func (u uuidValue) UUIDValue() (pgtype.UUID, error) {
	return pgtype.UUID{Bytes: u, Valid: uuid.UUID(u) != uuid.Nil}, nil
}

// ScanUUID takes what the driver received.
func (u *uuidValue) ScanUUID(v pgtype.UUID) error {
	*u = v.Bytes
	return nil
}

// ref passes an id.
func ref[Noun any](id chat.ID[Noun]) uuidValue { return uuidValue(id.UUID) }

// ids takes a list of ids that was scanned.
func ids[Noun any](values []uuidValue) []chat.ID[Noun] {
	list := make([]chat.ID[Noun], len(values))
	for i, v := range values {
		list[i].UUID = uuid.UUID(v)
	}
	return list
}

// refs passes a list of ids.
func refs[Noun any](ids []chat.ID[Noun]) []uuidValue {
	list := make([]uuidValue, len(ids))
	for i, id := range ids {
		list[i] = ref(id)
	}
	return list
}

// id scans into an id.
func id[Noun any](v *chat.ID[Noun]) *uuidValue { return (*uuidValue)(&v.UUID) }

// scanID scans rows of one id.
func scanID[Noun any](row pgx.CollectableRow) (v chat.ID[Noun], err error) {
	err = row.Scan(id(&v))
	return v, err
}

// instant is how a time travels: NULL for the zero time.
type instant time.Time //nolint:recvcheck // sent by value, received in place

// TimestamptzValue is what the driver sends.
func (i instant) TimestamptzValue() (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: time.Time(i), Valid: !time.Time(i).IsZero()}, nil
}

// ScanTimestamptz takes what the driver received.
func (i *instant) ScanTimestamptz(v pgtype.Timestamptz) error {
	*i = instant{}
	if v.Valid {
		*i = instant(v.Time.UTC())
	}
	return nil
}

// at scans into a time.
func at(t *time.Time) *instant { return (*instant)(t) }

// stored is a time as it comes back from the database.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// optional passes an empty text as NULL.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// roleNames passes a set of roles.
func roleNames(r chat.Roles) []string {
	if r == 0 {
		return []string{}
	}
	return r.Names()
}

// namedRoles reads what roleNames passed.
func namedRoles(names []string) chat.Roles {
	var r chat.Roles
	for _, name := range names {
		switch name {
		case "admin":
			r |= chat.RoleAdmin
		case "member":
			r |= chat.RoleMember
		case "read_only":
			r |= chat.RoleReadOnly
		}
	}
	return r
}
