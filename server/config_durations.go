package main

import (
	"strings"
	"time"
)

// checkDurations checks how long things may take, and how long they are kept: what is out of these ranges is a slip.
func (c config) checkDurations(check checkSetting) {
	const day, year = 24 * time.Hour, 8760 * time.Hour
	for _, d := range []struct {
		setting            string
		value, least, most time.Duration
	}{
		{"UPSTREAM_TIMEOUT", c.UpstreamTimeout, time.Millisecond, time.Hour},
		{"REQUEST_TIMEOUT", c.RequestTimeout, time.Millisecond, day},
		{"READ_HEADER_TIMEOUT", c.ReadHeaderTimeout, time.Millisecond, time.Hour},
		{"MIN_LIVE_INTERVAL", c.MinLiveInterval, time.Second, 24 * time.Hour},
		{"READ_TIMEOUT", c.ReadTimeout, time.Millisecond, time.Hour},
		{"WRITE_TIMEOUT", c.WriteTimeout, time.Millisecond, time.Hour},
		{"QUEUE_TIMEOUT", c.QueueTimeout, 0, time.Minute},
		{"DRAIN_TIMEOUT", c.DrainTimeout, 0, day},
		{"SHUTDOWN_DELAY", c.ShutdownDelay, 0, time.Hour},
		{"JWT_LEEWAY", c.JWTLeeway, 0, time.Hour},
		{"CACHE_FRESH", c.CacheFresh, 0, year},
		{"CACHE_FRESH_PAST", c.CacheFreshPast, 0, year},
		{"CACHE_STALE", c.CacheStale, 0, year},
		{"CACHE_STALE_IF_ERROR", c.CacheStaleIfError, 0, year},
		{"SANDBOX_LATENCY", c.SandboxLatency, 0, time.Hour},
	} {
		check(d.value >= d.least && d.value <= d.most, d.setting, "has to be between %s and %s", shortDuration(d.least), shortDuration(d.most))
	}
}

// shortDuration is a duration as people write it: 24h for 24h0m0s.
func shortDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
