package store

import (
	"testing"
)

func TestSharedFramesAreFollowedHoweverTheyAreCut(t *testing.T) {
	for stream, want := range map[string]int64{
		"+OK\r\n:5\r\n_\r\n#t\r\n,1.5\r\n(12\r\n-ERR no\r\n":                  7,
		"$0\r\n\r\n$5\r\na\r\nb\r\r\n$-1\r\n*-1\r\n*0\r\n%0\r\n":              6,
		"*2\r\n*1\r\n:1\r\n%1\r\n+k\r\n~1\r\n=7\r\ntxt:a\r\n\r\n":             1,
		">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n+OK\r\n":                 1,
		">2\r\n$10\r\ninvalidate\r\n_\r\n":                                    0,
		"*2\r\n:1\r\n>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n$1\r\nv\r\n": 1,
		">2\r\n$9\r\nsubscribe\r\n:1\r\n":                                     -1,
		">3\r\n+invalidate\r\n":                                               -1,
		"$11\r\n":                                                             -1,
		"$-2\r\n":                                                             -1,
		"%-1\r\n":                                                             -1,
		"*70000\r\n":                                                          -1,
		"$?\r\n":                                                              -1,
		"|1\r\n":                                                              -1,
		"#\r\n":                                                               -1,
		"+OK\n":                                                               -1,
	} {
		for cut := 1; cut <= len(stream); cut++ {
			f, err := frames{most: 10}, error(nil)
			for rest := stream; rest != "" && err == nil; {
				n := min(cut, len(rest))
				err = f.follow([]byte(rest[:n]))
				rest = rest[n:]
			}
			if want < 0 != (err != nil) || want >= 0 && (f.whole != want || len(f.open) != 0 || f.skip != 0) {
				t.Errorf("%q by %d: %+v, %v", stream, cut, f, err)
			}
		}
	}
}
