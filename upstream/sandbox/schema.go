package sandbox

// How a conversation lies in the engine.
//
// The plain fields are columns named as the fields are, the time as epoch
// milliseconds beside its four buckets, so that grouping by a bucket reads a column.
//
// The two JSON fields are taken apart once, on loading: every object, array and
// scalar that a path of object keys leads to is a row of leaf, the whole field being
// the one at the field's own path. A JSON null has no row, as it equals a missing
// value everywhere in the contract. Reading a path is then a search in a B-tree by a
// bound path, with no JSON to parse, no path syntax to quote, and the differences
// between a string, a number and a boolean kept.
//
//	kind    string, number, boolean, object or array
//	text    the text form: a string as it is, all else as compact JSON
//	number  the number that a JSON number or a numeric string stands for
const schema = `
CREATE TABLE conversation (
	n INTEGER PRIMARY KEY,
	id TEXT NOT NULL,
	type TEXT,
	userMessageCount INTEGER NOT NULL,
	organizationId TEXT,
	projectId TEXT,
	integrationId TEXT,
	firstMessageTime INTEGER NOT NULL,
	firstMessageTime_hour INTEGER NOT NULL,
	firstMessageTime_day INTEGER NOT NULL,
	firstMessageTime_week INTEGER NOT NULL,
	firstMessageTime_month INTEGER NOT NULL
) STRICT;

CREATE TABLE path (
	id INTEGER PRIMARY KEY,
	segments TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE leaf (
	path INTEGER NOT NULL,
	owner INTEGER NOT NULL,
	kind TEXT NOT NULL,
	text TEXT NOT NULL,
	number ANY,
	PRIMARY KEY (path, owner)
) STRICT, WITHOUT ROWID;
`

// indexes are made after loading, which is faster than keeping them up to date.
const indexes = `
CREATE UNIQUE INDEX conversation_id ON conversation (id);
CREATE INDEX conversation_time ON conversation (firstMessageTime);
CREATE INDEX conversation_day ON conversation (firstMessageTime_day, userMessageCount);
ANALYZE;
`

const (
	insertConversation = `INSERT INTO conversation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	insertPath         = `INSERT INTO path VALUES (?, ?)`
	insertLeaf         = `INSERT INTO leaf VALUES `
	leafColumns        = `(?, ?, ?, ?, ?)`
)
