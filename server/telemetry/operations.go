package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// mostOperations bounds the series of operations. The names are those of trusted documents, which the operator wrote.
const mostOperations = 200

// operations count requests by the names of their operations.
type operations struct {
	requests, errors, seconds counters
}

func newOperations() operations {
	const label = "operation"
	return operations{
		requests: newCounters("gateway_operation_requests_total", "Requests by the name of their operation, if a trusted document has one of that name.", label),
		errors:   newCounters("gateway_operation_errors_total", "Those of them that had an error.", label),
		seconds:  newCounters("gateway_operation_seconds_total", "How long they took together.", label),
	}
}

// Operations makes series for the operations of trusted documents, the first 200 of them. All others are counted together. It is for the
// start, before requests come.
func (m *Metrics) Operations(names []string) {
	for _, name := range names[:min(len(names), mostOperations)] {
		for _, c := range []counters{m.operations.requests, m.operations.errors, m.operations.seconds} {
			c.known[name] = c.WithLabelValues(name)
		}
	}
}

func (o operations) request(name string, failed bool, took time.Duration) {
	if _, ok := o.requests.known[name]; !ok {
		name = other
	}
	o.requests.inc(name)
	o.seconds.known[name].Add(took.Seconds())
	if failed {
		o.errors.inc(name)
	}
}

func (o operations) collectors() []prometheus.Collector {
	return []prometheus.Collector{o.requests, o.errors, o.seconds}
}
