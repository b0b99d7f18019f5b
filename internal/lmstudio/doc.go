// Package lmstudio controls a local LM Studio through its command, lms: it tells
// what runs and is loaded, starts and stops LM Studio's server, loads and unloads
// models. Nothing here goes through a shell, and no other program is run: an
// administrator of the server need not be one of the machine.
package lmstudio
