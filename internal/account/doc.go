// Package account holds the rules about people and their ways in: first-run
// setup, passwords, signing in, login sessions and their rotation, and the
// administrator's care for accounts.
//
// It promises that a password check costs the same whoever is asked about,
// that tokens are kept only as hashes, and that a login session which this
// process ended is refused by its very next request. Cookies, headers and
// addresses belong to the HTTP edge, the last-administrator rule to the store,
// inside the transaction that could break it.
package account
