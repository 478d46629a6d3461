package telemetry

import (
	"cmp"
	_ "embed" // for archive
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
)

// Build says which program this is.
type Build struct {
	Version  string // such as v0.1.0, or v0.0.0-20261127192501-0123456789ab where it was built of a commit without a tag
	Revision string // the commit of its source
}

// version is set where the source carries no history: go build -ldflags '-X github.com/inkeep-gateway/gateway/server/telemetry.version=v0.1.0'.
var version string

// archive is the tag and the commit of an archive that git made of the source: git replaces the text of the file.
//
//go:embed archive.txt
var archive string

// BuildOfArchive reads what git has written into an archive: tag and commit. Of a working copy it is empty.
func BuildOfArchive(text string) Build {
	if strings.HasPrefix(text, "$") {
		return Build{}
	}
	tag, commit, _ := strings.Cut(strings.TrimSpace(text), ",")
	return Build{tag, commit}
}

// ReadBuild says which program this is, by what the build was told, the archive that it was made of, or the go command.
// What nobody knows is "unknown".
func ReadBuild() Build {
	b := BuildOfArchive(archive)
	b.Version = cmp.Or(version, b.Version)
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "(devel)" {
			b.Version = cmp.Or(b.Version, info.Main.Version)
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				b.Revision = s.Value
			}
		}
	}
	return Build{cmp.Or(b.Version, "unknown"), cmp.Or(b.Revision, "unknown")}
}

// gauge is 1, for its labels.
func (b Build) gauge() prometheus.Collector {
	g := prometheus.NewGauge(prometheus.GaugeOpts{
		Name:        "gateway_build_info",
		Help:        "1; the labels say which program this is.",
		ConstLabels: prometheus.Labels{"version": b.Version, "revision": b.Revision, "goversion": runtime.Version()},
	})
	g.Set(1)
	return g
}
