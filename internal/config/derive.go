package config

import (
	"net"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// derive fills in what follows from other settings and from the machine.
func (d *decoder) derive(c *Config, in Input, vars map[string]variable) {
	home := homeDir(in.GOOS, vars)
	if c.Storage.DataDir == "" {
		if base := userDataDir(in.GOOS, home, vars); base != "" {
			c.Storage.DataDir = filepath.Join(base, "rustygpt")
			d.origins["storage.data_dir"] = Origin{Layer: Derived}
		}
	}
	if c.Server.PublicBaseURL == "" {
		c.Server.PublicBaseURL = c.baseURL()
		d.origins["server.public_base_url"] = Origin{Layer: Derived}
	}
	expandHome(schema(), reflect.ValueOf(c).Elem(), home)
	d.deriveLLM(&c.LLM, in)
}

// baseURL is the address a browser on the same machine would use.
func (c Config) baseURL() string {
	scheme, usual := "http", 80
	if c.Profile == Prod {
		scheme, usual = "https", 443
	}
	host := c.Server.Host
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if c.Server.Port != usual {
		host += ":" + strconv.Itoa(c.Server.Port)
	}
	return scheme + "://" + host
}

func homeDir(goos string, vars map[string]variable) string {
	if goos == "windows" {
		return vars["USERPROFILE"].value
	}
	return vars["HOME"].value
}

// userDataDir is where programs keep a person's data. Linux: XDG Base Directory
// Specification, where a relative path is invalid and ignored.
func userDataDir(goos, home string, vars map[string]variable) string {
	switch goos {
	case "windows":
		return vars["LOCALAPPDATA"].value
	case "darwin":
		return under(home, "Library", "Application Support")
	default:
		if dir := vars["XDG_DATA_HOME"].value; filepath.IsAbs(dir) {
			return dir
		}
		return under(home, ".local", "share")
	}
}

func under(home string, parts ...string) string {
	if home == "" {
		return ""
	}
	return filepath.Join(append([]string{home}, parts...)...)
}

// expandHome replaces a leading ~ in every path.
func expandHome(f *field, v reflect.Value, home string) {
	switch {
	case f.kind == tableField:
		for _, c := range f.fields {
			expandHome(c, v.Field(c.index), home)
		}
	case f.kind == dictField && f.elem.kind == tableField:
		for _, key := range v.MapKeys() {
			value := reflect.New(f.elem.typ).Elem()
			value.Set(v.MapIndex(key))
			expandHome(f.elem, value, home)
			v.SetMapIndex(key, value)
		}
	case f.tag.Get("path") == "true" && home != "":
		if rest, ok := strings.CutPrefix(v.String(), "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == '\\') {
			v.SetString(filepath.Join(home, rest))
		}
	}
}
