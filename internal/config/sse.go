package config

import "time"

// SSE holds the settings of the live event streams.
type SSE struct {
	Heartbeat         time.Duration  `key:"heartbeat_seconds" unit:"s" default:"20" min:"1" max:"3600" doc:"Seconds between signs of life on a quiet stream. Keep it below the idle limit of proxies in between."`
	ChannelCapacity   int            `key:"channel_capacity" default:"128" max:"1048576" doc:"Events of each followed conversation that are kept in memory, and how far a slow subscriber may fall behind before some are dropped; fewer than 64 count as 64."`
	IDPrefix          string         `key:"id_prefix" default:"evt_" doc:"What event ids start with: letters, digits and signs of ASCII."`
	ReplayRetention   time.Duration  `key:"replay_retention_seconds" unit:"s" default:"1800" min:"1" doc:"How far back a subscriber can resume while persistence is off, in seconds. Events are in memory only then: as many as channel_capacity, of the thousand conversations that were followed last."`
	MaxBackfillEvents int            `key:"max_backfill_events" default:"500" min:"1" doc:"Events that a resuming subscriber is sent at most. Who resumes by time gets the newest ones; who resumes after an event that lies further back is told of a gap, and reads the conversation again. Lowered to persistence.max_events_per_user when above it."`
	Persistence       SSEPersistence `key:"persistence" doc:"Keeping events in the database, so that a subscriber can resume after a restart."`
	Backpressure      Backpressure   `key:"backpressure" doc:"What happens to a subscriber that reads too slowly."`
}

// SSEPersistence says whether and how long events are kept in the database.
type SSEPersistence struct {
	Enabled        bool          `key:"enabled" default:"true" doc:"Whether events are kept. On by default: without it a restart or a second instance loses the place where a subscriber resumes."`
	MaxEvents      int           `key:"max_events_per_user" default:"500" min:"1" doc:"Events kept per conversation."`
	PruneBatchSize int           `key:"prune_batch_size" default:"100" doc:"Events removed at a time. 0 is raised to 1; never above max_events_per_user."`
	Retention      time.Duration `key:"retention_hours" unit:"h" default:"48" doc:"Hours for which events are kept; from 24 to 72, other values are moved to the nearer end."`
}

// Backpressure says what a slow subscriber loses.
type Backpressure struct {
	DropStrategy   DropStrategy `key:"drop_strategy" default:"drop_tokens" oneof:"drop_tokens,drop_tokens_and_system" also:"tokens_only=drop_tokens,tokens_and_system=drop_tokens_and_system,tokens_and_system_events=drop_tokens_and_system" doc:"What a full queue drops: pieces of answers, or also presence and typing. Everything else ends the connection instead, and the subscriber resumes."`
	WarnQueueRatio float64      `key:"warn_queue_ratio" default:"0.75" doc:"Share of channel_capacity, from 0 to 1, that a subscriber may be behind before a warning is logged; 1 = none before it loses something."`
}

// DropStrategy is what a full subscriber queue drops.
type DropStrategy string

// The drop strategies.
const (
	DropTokens          DropStrategy = "drop_tokens"
	DropTokensAndSystem DropStrategy = "drop_tokens_and_system"
)
