package derive

// ofGroups admits two answers of groups that are all there is: no list, no row behind a place, no order whose first groups
// alone are wanted. The known query may have an order if its answer is complete.
//
// It refuses what is selected beside the keys and is no metric, since the endpoint refuses it too, and filters that mean no
// rows, which need no answer.
func ofGroups(d *derivation) Reason {
	for _, q := range []*Question{d.wanted, d.known} {
		if !q.query.Aggregates() || len(q.query.After) > 0 || q.query.Where.Nothing() {
			return NotGroups
		}
		for _, s := range q.metrics {
			if s.Function == "" {
				return NotGroups
			}
		}
	}
	if len(d.wanted.query.OrderBy) > 0 {
		return NotGroups
	}
	return Derivable
}
