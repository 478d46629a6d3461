package sandbox

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// Summary tells what a sandbox serves.
type Summary struct {
	Conversations int
	// First and Last are the times of the oldest and the newest conversation,
	// zero when there is none.
	First, Last time.Time
	// The identifiers that occur, sorted.
	Organizations, Projects, Integrations []string
}

// String is the summary as one line for a start message.
func (s Summary) String() string {
	if s.Conversations == 0 {
		return "no conversations"
	}
	return fmt.Sprintf("%d conversations from %s to %s in %d organizations, %d projects and %d integrations",
		s.Conversations, s.First.Format(time.DateOnly), s.Last.Format(time.DateOnly),
		len(s.Organizations), len(s.Projects), len(s.Integrations))
}

// Describe tells what the sandbox serves.
func (s *Sandbox) Describe() Summary {
	d := s.summary
	d.Organizations = slices.Clone(d.Organizations)
	d.Projects = slices.Clone(d.Projects)
	d.Integrations = slices.Clone(d.Integrations)
	return d
}

func summarize(ctx context.Context, conn *sql.Conn) (Summary, error) {
	var d Summary
	var first, last sql.NullInt64
	err := conn.QueryRowContext(ctx, `SELECT count(*), min(firstMessageTime), max(firstMessageTime) FROM conversation`).
		Scan(&d.Conversations, &first, &last)
	if err != nil {
		return d, fmt.Errorf("summarizing: %w", err)
	}
	if first.Valid {
		d.First, d.Last = time.UnixMilli(first.Int64).UTC(), time.UnixMilli(last.Int64).UTC()
	}
	for column, into := range map[string]*[]string{
		"organizationId": &d.Organizations,
		"projectId":      &d.Projects,
		"integrationId":  &d.Integrations,
	} {
		if *into, err = distinct(ctx, conn, column); err != nil {
			return d, fmt.Errorf("summarizing %s: %w", column, err)
		}
	}
	return d, nil
}

func distinct(ctx context.Context, conn *sql.Conn, column string) ([]string, error) {
	rows, err := conn.QueryContext(ctx,
		`SELECT DISTINCT `+column+` FROM conversation WHERE `+column+` IS NOT NULL ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var values []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, rows.Err()
}
