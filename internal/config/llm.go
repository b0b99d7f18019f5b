package config

import "time"

// LLM lists the providers and models that the operator configures.
type LLM struct {
	DefaultProvider       string                 `key:"default_provider" doc:"Provider of models that name none. Empty = the only one there is."`
	ModelsDirectory       string                 `key:"models_directory" default:"./models" path:"true" doc:"Directory to which relative paths of local models belong."`
	DefaultChatModel      string                 `key:"default_chat_model" doc:"Model that answers when nobody chose one. Empty = the first usable one."`
	DefaultEmbeddingModel string                 `key:"default_embedding_model" doc:"Accepted for compatibility; nothing uses embeddings."`
	Providers             map[string]LLMProvider `key:"providers" example:"openai" doc:"Services that run models, by a name of your choice. One without a model of its own below offers what it discovers."`
	Models                map[string]LLMModel    `key:"models" example:"assistant" doc:"Models to offer, by a name of your choice."`
	Global                LLMGlobal              `key:"global_settings" doc:"What holds for every provider."`
}

// ProviderType says which protocol a provider speaks.
type ProviderType string

// The provider types.
const (
	ProviderOpenAI ProviderType = "openai"
	ProviderLlama  ProviderType = "llama_cpp"
	ProviderDemo   ProviderType = "demo"
)

// LLMProvider is one service that runs models.
type LLMProvider struct {
	Type            ProviderType      `key:"provider_type" oneof:"openai,llama_cpp,demo" sample:"openai" note:"openai with base_url or api_key, else llama_cpp" doc:"openai for any service that speaks OpenAI's protocol, llama_cpp for GGUF files on this machine, demo for the built-in one. Empty = openai when base_url or api_key is given, else llama_cpp."`
	Enabled         bool              `key:"enabled" default:"true" doc:"Whether the provider is used."`
	BaseURL         string            `key:"base_url" sample:"https://api.openai.com/v1" doc:"Address of an openai provider, up to and including its version. Empty = https://api.openai.com/v1."`
	APIKey          Secret            `key:"api_key" secret:"true" doc:"Key that is sent as a bearer token. Empty = none."`
	Headers         map[string]Secret `key:"headers" secret:"true" doc:"Further headers to send, name to value. In a variable's name _ stands for the - of a header."`
	ModelPath       string            `key:"model_path" path:"true" doc:"GGUF file of a llama_cpp provider, relative to the working directory; defines a model with the provider's name."`
	ModelsDirectory string            `key:"models_directory" path:"true" doc:"Directory of a llama_cpp provider with GGUF files. Empty = llm.models_directory."`
	GPULayers       int               `key:"n_gpu_layers" default:"0" min:"-1" doc:"Layers of a local model that run on the GPU; -1 = all."`
	Threads         int               `key:"n_threads" default:"0" min:"0" doc:"Threads of a local model. 0 = as many as there are processor cores."`
	Additional      map[string]any    `key:"additional_settings" doc:"Further settings of a local model: stop_sequences, use_mmap, use_mlock, min_p."`
}

// LLMModel is one model that is offered.
type LLMModel struct {
	Provider     string          `key:"provider" sample:"openai" doc:"Provider that runs it. Empty = llm.default_provider."`
	UpstreamID   string          `key:"upstream_id" sample:"gpt-4o-mini" doc:"The provider's own name for the model. Empty = the name of this table."`
	Path         string          `key:"path" path:"true" doc:"GGUF file of a local model; relative to the models directory."`
	DisplayName  string          `key:"display_name" doc:"Name that people see. Empty = the name of this table."`
	Description  string          `key:"description" doc:"A sentence about the model."`
	InputPrice   *float64        `key:"input_price" sample:"0.15" min:"0" max:"1000000" doc:"What a million tokens of a prompt cost, in US dollars, to six decimal places. 0 = free."`
	OutputPrice  *float64        `key:"output_price" sample:"0.60" min:"0" max:"1000000" doc:"What a million tokens of an answer cost, in US dollars, to six decimal places. 0 = free."`
	Params       LLMParams       `key:"default_params" doc:"Sampling settings. What is not set is left to the provider."`
	Capabilities LLMCapabilities `key:"capabilities" doc:"What the model can do, for clients that ask."`
}

// LLMParams are sampling settings; nil is left to the provider.
type LLMParams struct {
	MaxTokens         *int     `key:"max_tokens" sample:"1024" min:"0" doc:"Longest answer, in tokens. 0 = no limit."`
	Temperature       *float64 `key:"temperature" sample:"0.7" min:"0" max:"2" doc:"How much chance plays a part, from 0 to 2."`
	TopP              *float64 `key:"top_p" sample:"0.9" min:"0" max:"1" doc:"Share of the most likely tokens that are considered, from 0 to 1."`
	TopK              *int     `key:"top_k" sample:"40" min:"0" doc:"Number of the most likely tokens that are considered."`
	RepetitionPenalty *float64 `key:"repetition_penalty" sample:"1.1" min:"0" doc:"Above 1 discourages repeats."`
	ContextSize       *int     `key:"context_size" sample:"4096" min:"1" max:"100000000" doc:"Tokens that prompt and answer may have together."`
	BatchSize         *int     `key:"batch_size" sample:"512" min:"1" doc:"Tokens of a prompt that a local model reads at a time."`
}

// LLMCapabilities describe a model to clients.
type LLMCapabilities struct {
	TextGeneration  bool     `key:"text_generation" default:"true" doc:"Whether it writes text."`
	TextEmbedding   bool     `key:"text_embedding" default:"false" doc:"Whether it computes embeddings."`
	ChatFormat      bool     `key:"chat_format" default:"true" doc:"Whether it takes a dialogue rather than a plain text."`
	FunctionCalling bool     `key:"function_calling" default:"false" doc:"Whether it can call functions; the capability that people see as tools."`
	Vision          bool     `key:"vision" default:"false" doc:"Whether it reads pictures."`
	Reasoning       bool     `key:"reasoning" default:"false" doc:"Whether it thinks before it answers."`
	Audio           bool     `key:"audio" default:"false" doc:"Whether it listens to sound."`
	Streaming       bool     `key:"streaming" default:"true" doc:"Whether it streams its answer."`
	Languages       []string `key:"supported_languages" default:"en" doc:"Languages it knows, as codes."`
}

// LLMGlobal holds for every provider.
type LLMGlobal struct {
	DefaultTimeout   time.Duration `key:"default_timeout" unit:"s" default:"0" min:"0" doc:"Longest time an answer may take as a whole, in seconds. 0 = no limit: a long answer that keeps coming is not a fault, and the limits below end one that stands still."`
	ConnectTimeout   time.Duration `key:"connect_timeout" unit:"s" default:"10" min:"1" doc:"Longest time to reach a provider, in seconds."`
	FirstByteTimeout time.Duration `key:"first_byte_timeout" unit:"s" default:"120" min:"1" doc:"Longest time until a provider begins its answer, in seconds; local models load in this time."`
	IdleTimeout      time.Duration `key:"idle_timeout" unit:"s" default:"120" min:"1" doc:"Longest pause in the middle of an answer, in seconds."`
	KeepChunks       bool          `key:"persist_stream_chunks" default:"true" doc:"Whether the pieces of a finished answer are kept beside its text."`
	MaxConcurrent    int           `key:"max_concurrent_requests" default:"0" min:"0" doc:"Answers that may be written at the same time on this server. 0 = no limit. Set a small number where the models share one graphics card."`
	ModelCaching     bool          `key:"enable_model_caching" default:"true" doc:"Whether a local model stays in memory after an answer."`
	CacheSizeMB      int           `key:"cache_size_limit_mb" default:"4096" min:"0" doc:"Memory for local models that stay loaded, in megabytes."`
	RequestLogging   bool          `key:"enable_request_logging" default:"true" doc:"Accepted for compatibility; requests to providers are always logged, without their text."`
	Metrics          bool          `key:"enable_metrics" default:"true" doc:"Accepted for compatibility; metrics are always collected."`
}
