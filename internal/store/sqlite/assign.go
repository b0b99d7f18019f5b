package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
)

// assign stores a column's value in what dest points to. NULL goes into pointers,
// byte slices and what scans itself; anything else that does not fit is an error.
func assign(dest any, value driver.Value) error {
	switch d := dest.(type) {
	case sql.Scanner:
		return d.Scan(value)
	case *[]byte:
		return assignBytes(d, value)
	case **string:
		return assignPointer(d, value)
	case **int64:
		return assignPointer(d, value)
	}
	if d := reflect.ValueOf(dest).Elem(); d.Kind() == reflect.Pointer {
		return assignOptional(d, value)
	}
	switch v := value.(type) {
	case string:
		return assignText(dest, v)
	case int64:
		return assignNumber(dest, v)
	}
	return misfit(dest, value)
}

func assignText(dest any, v string) error {
	if d, ok := dest.(*string); ok {
		*d = v
		return nil
	}
	if d := reflect.ValueOf(dest).Elem(); d.Kind() == reflect.String {
		d.SetString(v)
		return nil
	}
	return misfit(dest, v)
}

func assignNumber(dest any, v int64) error {
	switch d := dest.(type) {
	case *int64:
		*d = v
		return nil
	case *int:
		*d = int(v)
		return nil
	case *bool:
		*d = v != 0
		return nil
	}
	switch d := reflect.ValueOf(dest).Elem(); {
	case d.CanInt() && !d.OverflowInt(v):
		d.SetInt(v)
	case d.CanUint() && v >= 0 && !d.OverflowUint(uint64(v)):
		d.SetUint(uint64(v))
	default:
		return misfit(dest, v)
	}
	return nil
}

func assignBytes(d *[]byte, value driver.Value) error {
	switch v := value.(type) {
	case nil:
		*d = nil
	case []byte:
		*d = v
	case string:
		*d = []byte(v)
	default:
		return misfit(d, value)
	}
	return nil
}

func assignPointer[T any](d **T, value driver.Value) error {
	switch v := value.(type) {
	case nil:
		*d = nil
	case T:
		*d = &v
	default:
		return misfit(d, value)
	}
	return nil
}

// assignOptional is assignPointer for types with names of their own.
func assignOptional(d reflect.Value, value driver.Value) error {
	if value == nil {
		d.SetZero()
		return nil
	}
	target := reflect.New(d.Type().Elem())
	if err := assign(target.Interface(), value); err != nil {
		return err
	}
	d.Set(target)
	return nil
}

func misfit(dest any, value driver.Value) error {
	return fmt.Errorf("%T does not fit into %T", value, dest)
}
