package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// mostOfFile is how many bytes a file that a setting names may have.
const mostOfFile = 16 << 20

// errNotRegular is of pipes, which wait for a writer, of devices, which may have no end, and of directories.
var errNotRegular = errors.New("it is not a regular file")

// readFile reads a file that a setting names. It fails if the file is not a regular one, or larger than mostOfFile.
func readFile(name string) ([]byte, error) {
	file, err := openFile(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostOfFile+1))
	if err == nil && len(text) > mostOfFile {
		err = &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("it is larger than %d bytes", mostOfFile)}
	}
	return text, err
}

// openFile opens a regular file, of any size, and fails for anything else. It does not wait: a pipe is opened as it is, and
// closed.
func openFile(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) //nolint:gosec // It is the operator's choice.
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: name, Err: errNotRegular}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// namedFile is a file that a setting names.
type namedFile struct{ setting, path string }

// files are those that the settings name, to be read whole, but those of access, which reads its own, and documents, which may be many.
func (c config) files() (all []namedFile) {
	for _, f := range []namedFile{{"TLS_CERT", c.TLSCert}, {"TLS_KEY", c.TLSKey}, {"EXPLAIN_TOKEN", c.ExplainToken}} {
		if f.path != "" {
			all = append(all, f)
		}
	}
	return all
}
