package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// checkDirectory makes sure that the data directory is there and that a file can
// be made in it.
func checkDirectory(_ context.Context, e *examination) []Finding {
	dir := e.config.Storage.DataDir
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return warning("There is no directory "+dir+" yet.",
			"If the server has never run, its first start makes it. Otherwise the settings name another directory than they did: look at storage.data_dir.")
	case err != nil:
		return problem(fmt.Sprintf("The data directory cannot be looked at: %v.", err), asOwner)
	case !info.IsDir():
		return problem(dir+" is no directory.", "Name another one in storage.data_dir, or move the file away.")
	}
	file, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return problem(fmt.Sprintf("No file can be made in the data directory: %v.", err), asOwner)
	}
	if err := errors.Join(file.Close(), os.Remove(file.Name())); err != nil {
		return problem(fmt.Sprintf("A file that was made in the data directory cannot be removed: %v.", err), asOwner)
	}
	return ok("The data is kept in " + dir + ".")
}

const asOwner = "Run this command as the account that the server runs as. If it already is, give it the directory: chown -R <account> <directory>"
