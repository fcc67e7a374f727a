// Whether the libraries of Go's checksum database take heads and proofs: one JSON line in, one word out.
//
//	{"vkey": TEXT, "head": TEXT, "leaf": HEX, "index": N, "path": [HEX]}          an entry is in the tree
//	{"vkey": TEXT, "head": TEXT, "size": N, "root": HEX, "path": [HEX]}           the tree extends an older one
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type asked struct {
	Vkey, Head, Leaf, Root string
	Index, Size            int64
	Path                   []string
}

func hash(text string) (tlog.Hash, error) {
	var hash tlog.Hash
	bytes, err := hex.DecodeString(text)
	if err == nil && len(bytes) != len(hash) {
		err = fmt.Errorf("a hash of %d bytes", len(bytes))
	}
	copy(hash[:], bytes)
	return hash, err
}

// The size and the root of a head that the key signed.
func head(ask asked) (int64, tlog.Hash, error) {
	var root tlog.Hash
	verifier, err := note.NewVerifier(ask.Vkey)
	if err != nil {
		return 0, root, err
	}
	opened, err := note.Open([]byte(ask.Head), note.VerifierList(verifier))
	if err != nil {
		return 0, root, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 3 || lines[0] != verifier.Name() {
		return 0, root, fmt.Errorf("no head of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, root, err
	}
	bytes, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return 0, root, err
	}
	root, err = hash(hex.EncodeToString(bytes))
	return size, root, err
}

func check(ask asked) error {
	size, root, err := head(ask)
	if err != nil {
		return err
	}
	var path []tlog.Hash
	for _, text := range ask.Path {
		step, err := hash(text)
		if err != nil {
			return err
		}
		path = append(path, step)
	}
	if ask.Leaf == "" {
		older, err := hash(ask.Root)
		if err != nil {
			return err
		}
		return tlog.CheckTree(path, size, root, ask.Size, older)
	}
	leaf, err := hex.DecodeString(ask.Leaf)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, size, root, ask.Index, tlog.RecordHash(leaf))
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var ask asked
		err := json.Unmarshal(lines.Bytes(), &ask)
		if err == nil {
			err = check(ask)
		}
		if err != nil {
			fmt.Println("refused")
		} else {
			fmt.Println("taken")
		}
	}
}
