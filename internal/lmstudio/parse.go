package lmstudio

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// Model is one that LM Studio has.
type Model struct {
	ID          string
	DisplayName string // empty = not said
	SizeBytes   *int64 // nil = not said
}

var (
	dotted = regexp.MustCompile(`\d+(\.\d+){1,3}`)
	build  = regexp.MustCompile(`(?i)\bcommit:?\s+([0-9a-f]{6,40})`)
)

// versionIn finds a version in what the command says of itself; empty when it
// says none.
func versionIn(output []byte) string {
	text := plain(output)
	if v := dotted.FindString(text); v != "" {
		return v
	}
	if commit := build.FindStringSubmatch(text); commit != nil {
		return "build " + commit[1]
	}
	return ""
}

// defaultPort is the one of LM Studio's server when it does not say.
const defaultPort = 1234

var portInText = regexp.MustCompile(`(?i)port:?\s+(\d{1,5})`)

// serverIn reads the state of LM Studio's server, which older versions tell in a
// sentence.
func serverIn(output []byte) (running bool, port int) {
	var state struct {
		Running bool `json:"running"`
		Port    int  `json:"port"`
	}
	if json.Unmarshal(output, &state) != nil {
		text := strings.ToLower(plain(output))
		state.Running = strings.Contains(text, "running") && !strings.Contains(text, "not running")
		if found := portInText.FindStringSubmatch(text); found != nil {
			state.Port, _ = strconv.Atoi(found[1]) // at most five digits
		}
	}
	if state.Port < 1 || state.Port > 65535 {
		state.Port = defaultPort
	}
	return state.Running, state.Port
}

// listed is a model as the command lists it.
type listed struct {
	Identifier  string   `json:"identifier"`
	ModelKey    string   `json:"modelKey"`
	Path        string   `json:"path"`
	Address     string   `json:"address"`
	DisplayName string   `json:"displayName"`
	SizeBytes   *float64 `json:"sizeBytes"`
	Size        *float64 `json:"size"`
}

// downloadedIn and loadedIn read lists; one that cannot be read is empty. What is
// loaded is named by its identifier, several of which can be of one model.
func downloadedIn(output []byte) []Model {
	return modelsIn(output, func(m listed) []string { return []string{m.ModelKey, m.Path, m.Identifier, m.Address} })
}

func loadedIn(output []byte) []Model {
	return modelsIn(output, func(m listed) []string { return []string{m.Identifier, m.ModelKey, m.Path, m.Address} })
}

func modelsIn(output []byte, names func(listed) []string) []Model {
	var list []listed
	models := []Model{}
	if json.Unmarshal(output, &list) != nil {
		return models
	}
	for _, m := range list {
		if id := first(names(m)); id != "" {
			models = append(models, Model{ID: id, DisplayName: m.DisplayName, SizeBytes: m.size()})
		}
	}
	return models
}

func first(names []string) string {
	for _, name := range names {
		if name != "" {
			return name
		}
	}
	return ""
}

func (m listed) size() *int64 {
	for _, size := range []*float64{m.SizeBytes, m.Size} {
		if size != nil && *size >= 0 && *size < 1<<62 {
			return new(int64(*size))
		}
	}
	return nil
}
