package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

const (
	// maxLine bounds a line of the data, for which memory is set aside.
	maxLine = 4 << 20
	// leavesPerInsert spreads the cost of a statement over many rows.
	leavesPerInsert = 100
	// conversationsPerFlush bounds the leaves held in memory while loading.
	conversationsPerFlush = 20_000
)

// generated are the rows of [Generate], which never fail.
func generated(o Options) iter.Seq2[Conversation, error] {
	return func(yield func(Conversation, error) bool) {
		for c := range Generate(o.Seed, o.Conversations, o.Now) {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// readLines are the rows of JSON Lines; blank lines are passed over. It ends with the
// first error, which names its line.
func readLines(r io.Reader) iter.Seq2[Conversation, error] {
	return func(yield func(Conversation, error) bool) {
		lines := bufio.NewScanner(r)
		lines.Buffer(make([]byte, 0, 64<<10), maxLine)
		seen := make(map[string]int)
		number := 0
		for lines.Scan() {
			number++
			line := bytes.TrimSpace(lines.Bytes())
			if len(line) == 0 {
				continue
			}
			var c Conversation
			err := c.UnmarshalJSON(line)
			if first := seen[c.ID]; err == nil && first != 0 {
				err = fmt.Errorf("the id %q is already on line %d", c.ID, first)
			}
			if err != nil {
				yield(c, fmt.Errorf("line %d: %w", number, err))
				return
			}
			seen[c.ID] = number
			if !yield(c, nil) {
				return
			}
		}
		if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
			yield(Conversation{}, fmt.Errorf("line %d: longer than %d bytes", number+1, maxLine))
		} else if err != nil {
			yield(Conversation{}, fmt.Errorf("line %d: %w", number+1, err))
		}
	}
}

// load puts the rows into the empty database, all or none.
func load(ctx context.Context, conn *sql.Conn, rows iter.Seq2[Conversation, error]) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("loading: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // without effect once committed
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return fmt.Errorf("loading: %w", err)
	}
	if err := insert(ctx, tx, rows); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, indexes); err != nil {
		return fmt.Errorf("loading: %w", err)
	}
	return tx.Commit()
}

func insert(ctx context.Context, tx *sql.Tx, rows iter.Seq2[Conversation, error]) error {
	statement, err := tx.PrepareContext(ctx, insertConversation)
	if err != nil {
		return fmt.Errorf("loading: %w", err)
	}
	defer statement.Close()
	var shredded shredder
	n := int64(0)
	for c, err := range rows {
		if err != nil {
			return err
		}
		n++
		ms := c.FirstMessageTime.UnixMilli()
		_, err = statement.ExecContext(ctx, n, c.ID, c.Type, c.UserMessageCount,
			c.OrganizationID, c.ProjectID, c.IntegrationID, ms,
			bucketStart("hour", ms), bucketStart("day", ms), bucketStart("week", ms), bucketStart("month", ms))
		if err != nil {
			return fmt.Errorf("loading conversation %q: %w", c.ID, err)
		}
		if err := shredded.add(n, "properties", c.Properties); err != nil {
			return fmt.Errorf("loading conversation %q: %w", c.ID, err)
		}
		if err := shredded.add(n, "userProperties", c.UserProperties); err != nil {
			return fmt.Errorf("loading conversation %q: %w", c.ID, err)
		}
		if n%conversationsPerFlush == 0 {
			if err := shredded.flush(ctx, tx); err != nil {
				return fmt.Errorf("loading: %w", err)
			}
		}
	}
	if err := shredded.flush(ctx, tx); err != nil {
		return fmt.Errorf("loading: %w", err)
	}
	return nil
}

// flush inserts the leaves path by path, which is the order of their table: each goes
// to the end of it rather than into its midst.
func (s *shredder) flush(ctx context.Context, tx *sql.Tx) error {
	full, err := tx.PrepareContext(ctx, leafInsert(leavesPerInsert))
	if err != nil {
		return err
	}
	defer full.Close()
	args := make([]any, 0, 5*leavesPerInsert)
	for _, node := range s.nodes {
		if !node.stored {
			if _, err := tx.ExecContext(ctx, insertPath, node.id, pathKey(node.segments)); err != nil {
				return err
			}
			node.stored = true
		}
		for _, l := range node.leaves {
			args = append(args, node.id, l.owner, l.kind, l.text, l.number)
			if len(args) == cap(args) {
				if _, err := full.ExecContext(ctx, args...); err != nil {
					return err
				}
				args = args[:0]
			}
		}
		node.leaves = node.leaves[:0]
	}
	if len(args) > 0 {
		_, err = tx.ExecContext(ctx, leafInsert(len(args)/5), args...)
	}
	return err
}

func leafInsert(rows int) string {
	return insertLeaf + leafColumns + strings.Repeat(", "+leafColumns, rows-1)
}
