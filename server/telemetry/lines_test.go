package telemetry

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// gate is an output that takes nothing until it is opened.
type gate struct {
	reached chan struct{}
	open    chan struct{}

	mu      sync.Mutex
	written []string
}

func newGate() *gate { return &gate{reached: make(chan struct{}, 100), open: make(chan struct{})} }

func (g *gate) Write(b []byte) (int, error) {
	g.reached <- struct{}{}
	<-g.open
	g.mu.Lock()
	defer g.mu.Unlock()
	g.written = append(g.written, string(b))
	return len(b), nil
}

func TestASlowOutputKeepsNobodyWaiting(t *testing.T) {
	g := newGate()
	dropped := 0
	l := NewLines(g, func() { dropped++ })
	l.most = 10
	write := func(line string) {
		if n, err := l.Write([]byte(line)); n != len(line) || err != nil {
			t.Errorf("%d %v", n, err)
		}
	}
	write("first\n")
	<-g.reached // It is being written, and will be for long.
	for _, line := range []string{"2345\n", "6789\n", "dropped\n", "\n"} {
		write(line)
	}
	if dropped != 2 {
		t.Errorf("%d lines are dropped", dropped)
	}
	close(g.open)
	if err := l.Close(context.Background()); err != nil {
		t.Error(err)
	}
	write("too late\n")
	if written := strings.Join(g.written, "|"); written != "first\n|2345\n6789\n" || dropped != 3 {
		t.Errorf("%d are dropped, and written is %q", dropped, written)
	}
	if err := l.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestALineIsWrittenWithoutAnother(t *testing.T) {
	g := newGate()
	close(g.open)
	l := NewLines(g, func() { t.Error("a line is dropped") })
	for range 3 {
		if _, err := l.Write([]byte("line\n")); err != nil {
			t.Fatal(err)
		}
		select {
		case <-g.reached:
		case <-time.After(10 * time.Second):
			t.Fatal("it is not written")
		}
	}
	_ = l.Close(context.Background())
}

func TestAnOutputThatIsStuckDoesNotKeepTheEndWaiting(t *testing.T) {
	g := newGate()
	defer close(g.open)
	l := NewLines(g, func() {})
	_, _ = l.Write([]byte("line\n"))
	<-g.reached
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestLinesOfManyStayWhole(t *testing.T) {
	g := newGate()
	close(g.open)
	g.reached = make(chan struct{}, 10_000)
	l := NewLines(g, func() { t.Error("a line is dropped") })
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 500 {
				_, _ = l.Write([]byte("a line of some length\n"))
			}
		})
	}
	group.Wait()
	if err := l.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if written := strings.Join(g.written, ""); written != strings.Repeat("a line of some length\n", 4000) {
		t.Errorf("%d bytes", len(written))
	}
}
