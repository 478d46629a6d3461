package derive

// Reason says why an answer does not follow from what is known. The list is closed: metrics have them as labels. They are in
// the order of how near they come to a derivation.
type Reason int

// The reasons.
const (
	Derivable        Reason = iota // there is no reason: it follows
	NothingKnown                   // no complete answer is known over the filter, or over a part of it
	NotGroups                      // one of the two is no answer of groups, or is only the first of them in an order
	NotImplied                     // the known filter excludes what the wanted one does not, or the wanted one cannot be judged by keys
	BoundsCutBucket                // the wanted range begins or ends within a bucket of the known answer
	NoSuchKeys                     // a wanted key does not follow from the known ones
	MetricDoesNotAdd               // a wanted metric is not known, or cannot be merged
	ValueUnknown                   // a value is compared that does not occur, or that may equal another; or one cannot be read
	APart                          // the endpoint held back groups of the known answer
	TooOld                         // the known answer is not fresh enough
)

// String is the reason as metrics and traces have it.
func (r Reason) String() string {
	return [...]string{"derivable", "nothing_known", "not_groups", "not_implied", "bounds_cut_bucket", "no_such_keys",
		"metric_does_not_add", "value_unknown", "a_part", "too_old"}[r]
}

// Reasons are all reasons but Derivable.
func Reasons() []Reason {
	all := make([]Reason, 0, TooOld)
	for r := NothingKnown; r <= TooOld; r++ {
		all = append(all, r)
	}
	return all
}

// Nearest is which of two reasons came nearer to a derivation.
func Nearest(a, b Reason) Reason {
	if a == Derivable || b == Derivable {
		return Derivable
	}
	return max(a, b)
}
