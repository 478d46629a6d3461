package access

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestVerifiedTokensAreBounded fills what is known of tokens beyond its bound: by few large claims, and by many small ones.
func TestVerifiedTokensAreBounded(t *testing.T) {
	for name, claim := range map[string]string{
		"a long text":   `"` + strings.Repeat("x", 6000) + `"`,
		"many numbers":  "[1" + strings.Repeat(",1", 3000) + "]",
		"many texts":    `[""` + strings.Repeat(`,""`, 2000) + "]",
		"many names":    `{"":1` + names(700) + "}",
		"deep in lists": strings.Repeat("[", 3000) + strings.Repeat("]", 3000),
	} {
		t.Run(name, func(t *testing.T) {
			known := newVerifiedTokens(time.Now)
			before := heap()
			for i := range 600 {
				claims, registered, err := readClaims([]byte(`{"exp":99999999999,"c":` + claim + `}`))
				if err != nil {
					t.Fatal(err)
				}
				known.byHash.Set([32]byte{byte(i), byte(i >> 8)}, verifiedToken{claims: claims, registered: registered})
			}
			known.byHash.CleanUp()
			if weight := known.byHash.WeightedSize(); weight > verifiedBytes {
				t.Errorf("they weigh %d bytes", weight)
			}
			if grown := heap() - before; grown > 2*verifiedBytes {
				t.Errorf("they take %d bytes", grown)
			}
			runtime.KeepAlive(known)
		})
	}
}

func names(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%d":1`, i)
	}
	return b.String()
}

func heap() int {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}
