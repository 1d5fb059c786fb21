// Checks a published log with golang.org/x/mod/sumdb: the signed note, each record's proof out of the tiles, and
// that every earlier tree is a beginning of the last.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder struct{ path string }

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, t := range tiles {
		// The sumdb writes tile/8/0/000, the standard taken here leaves the height out.
		parts := strings.SplitN(t.Path(), "/", 3)
		data, err := os.ReadFile(filepath.Join(f.path, "tile", parts[2]))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func open(data []byte, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	hash, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: hash}, err
}

func check(path, key string) error {
	data, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := open(data, key)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, folder{path}) // checks what it reads against the signed root
	for first := int64(0); first < tree.N; first += 256 {
		width := tree.N - first
		name := fmt.Sprintf("%03d", first/256)
		if width < 256 {
			name += fmt.Sprintf(".p/%d", width)
		} else {
			width = 256
		}
		bundle, err := os.ReadFile(filepath.Join(path, "tile", "entries", name))
		if err != nil {
			return err
		}
		for n := first; n < first+width; n++ {
			length := int(bundle[0])<<8 | int(bundle[1])
			record := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			proof, err := tlog.ProveRecord(tree.N, n, reader)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(record)); err != nil {
				return fmt.Errorf("entry %d: %v", n, err)
			}
		}
	}
	history, err := os.ReadFile(filepath.Join(path, "checkpoints"))
	if err != nil {
		return err
	}
	blocks := strings.Split(string(history), "\n\n")
	for at := 0; at+1 < len(blocks); at += 2 {
		end := "\n"
		if at+2 == len(blocks) {
			end = ""
		}
		old, err := open([]byte(blocks[at]+"\n\n"+blocks[at+1]+end), key)
		if err != nil {
			return err
		}
		if old.N == 0 || old.N == tree.N {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := check(os.Args[1], os.Args[2]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("verified")
}
