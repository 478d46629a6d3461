package telemetry

import (
	"context"
	"io"
	"sync"
	"time"
)

// Lines writes lines in the background, so that nobody waits for a slow output. What comes while a write is under way goes
// with the next, and so does what comes in the moment after it: nothing waits longer than that. What does not fit is dropped, and counted.
type Lines struct {
	to      io.Writer
	most    int
	dropped func()

	wake chan struct{}
	done chan struct{}

	mu      sync.Mutex
	pending []byte
	closed  bool
}

// mostPending is how many bytes may wait for the output.
const mostPending = 1 << 20

// NewLines writes to an output; dropped is called for each line that is dropped. It must be quick.
func NewLines(to io.Writer, dropped func()) *Lines {
	l := &Lines{to: to, most: mostPending, dropped: dropped, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go l.run()
	return l
}

// Write takes a line, whole or not at all. It does not fail: there is nobody who could mend it.
func (l *Lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	taken := !l.closed && len(l.pending)+len(line) <= l.most
	if taken {
		l.pending = append(l.pending, line...)
		select {
		case l.wake <- struct{}{}:
		default: // It is awake, and will see the line.
		}
	}
	l.mu.Unlock()
	if !taken {
		l.dropped()
	}
	return len(line), nil
}

func (l *Lines) run() {
	defer close(l.done)
	var batch []byte
	for range l.wake {
		l.mu.Lock()
		batch, l.pending = l.pending, batch[:0]
		l.mu.Unlock()
		if len(batch) > 0 {
			_, _ = l.to.Write(batch)
			l.rest()
		}
	}
}

// between is how long the output rests between writes. Under load a write for each line would take longer than the line.
const between = 2 * time.Millisecond

func (l *Lines) rest() {
	l.mu.Lock()
	closed := l.closed
	l.mu.Unlock()
	if !closed {
		time.Sleep(between)
	}
}

// Close takes no more lines and writes those that it has, for as long as the context lasts.
func (l *Lines) Close(ctx context.Context) error {
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		close(l.wake) // What it holds is still received.
	}
	l.mu.Unlock()
	select {
	case <-l.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
