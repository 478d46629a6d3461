package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// namesFile is how the help of a setting begins that names a file.
var namesFile = regexp.MustCompile(`^([A-Z]\w*( [A-Z]\w*)* )?(file|directory) `)

// fileSettings are the settings that name files: those whose help says so.
func fileSettings(t *testing.T) (all []string) {
	t.Helper()
	for field := range reflect.TypeFor[config]().Fields() {
		if namesFile.MatchString(field.Tag.Get("help")) {
			all = append(all, field.Tag.Get("env"))
		}
	}
	if len(all) < 8 {
		t.Fatalf("only %v name files", all)
	}
	return all
}

// TestOnlyRegularFilesAreRead sets each setting of a file to what is none. A pipe would be waited for, a device has no end.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	directory := t.TempDir()
	pipe, long := filepath.Join(directory, "pipe.graphql"), filepath.Join(directory, "long")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(directory, "link")
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(long, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(long, mostOfFile+1); err != nil {
		t.Fatal(err)
	}
	const notRegular = "not a regular file"
	for _, setting := range fileSettings(t) {
		for file, says := range map[string]string{pipe: notRegular, link: notRegular, "/dev/zero": notRegular, directory: notRegular, long: "larger than"} {
			if setting == "SANDBOX_DATA" {
				if says = "has to be a regular file"; file == long {
					continue // It is read a line at a time.
				}
			}
			t.Run(setting+" "+filepath.Base(file), func(t *testing.T) {
				environment := map[string]string{"INKEEP_API_KEY": "k", prefix + setting: file}
				switch setting {
				case "API_KEY_FILE":
					delete(environment, "INKEEP_API_KEY")
				case "SANDBOX_DATA":
					environment["INKEEP_SANDBOX"] = "true"
				}
				// What else is wrong with half of a pair is told as well.
				var said bytes.Buffer
				exit := run(context.Background(), nil, []string{"--check"}, environment, &said, &said)
				if exit != 2 || !strings.Contains(said.String(), nameOf(setting)) || !strings.Contains(said.String(), says) {
					t.Errorf("it exits with %d and says %s", exit, said.String())
				}
			})
		}
	}
}

// TestAPipeThatTakesTheNextPlaceOfAFileIsNotRead replaces a file before it is read again.
func TestAPipeThatTakesTheNextPlaceOfAFileIsNotRead(t *testing.T) {
	file := filepath.Join(writeFiles(t, map[string]string{"key": "first-key\n"}), "key")
	c, err := parseConfig([]string{"--api-key-file", file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	callers, err := newAccess(c, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := callers.Reload(); err == nil || fmt.Sprint(err) != "open "+file+": it is not a regular file" {
		t.Errorf("reading it again fails with %v", err)
	}
}
