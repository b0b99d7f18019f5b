// Package feltnerai reads the database of FeltnerAI, as it is in a backup of
// format 1, in the form in which databases are moved here. Ids and password
// hashes stay what they are. A chat becomes a conversation with one thread, in
// which every message answers the one before it.
//
// The logins stay behind, and so does what FeltnerAI knows of LM Studio.
package feltnerai

// What tells a backup of FeltnerAI from others.
const (
	Application  = "FeltnerAI"
	Format       = 1
	APIMajor     = 1
	DatabaseName = "feltnerai.db"
)
