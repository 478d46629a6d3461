package sandbox

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"runtime"
	"sync"

	"modernc.org/sqlite"
)

// privateDriver is the engine with the functions of functions.go. It is a driver of
// its own, so that they do not leak into other users of SQLite in the process, and
// one for all sandboxes, because a driver's functions are never freed.
var privateDriver = sync.OnceValues(func() (*sqlite.Driver, error) {
	d := new(sqlite.Driver)
	return d, registerFunctions(d)
})

// connector opens connections to one named in-memory database.
type connector struct {
	driver *sqlite.Driver
	dsn    string
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }

// openEngine makes an empty database in memory under a name nobody else has.
// The memdb file system is what lets several connections read one such database
// side by side; SQLite's shared cache would have them take turns.
func openEngine() (*sql.DB, error) {
	d, err := privateDriver()
	if err != nil {
		return nil, err
	}
	const inMemory = "?vfs=memdb&_pragma=temp_store(2)"
	db := sql.OpenDB(connector{d, "file:/sandbox-" + rand.Text() + inMemory})
	// One connection is the keeper's; more readers than processors only queue there.
	readers := max(2, runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(1 + readers)
	db.SetMaxIdleConns(1 + readers)
	return db, nil
}
