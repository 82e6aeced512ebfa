#!/bin/sh
# Every fuzz target runs over every file of its corpus, under the sanitizers (make VARIANT=asan replay-build).
. "$(dirname "$0")/../cli/lib.sh"
built=${FUPAN_BUILD:-$top/build}/asan/replay
for target in "$top"/tests/fuzz/fuzz_*.c; do
	name=$(basename "$target" .c)
	corpus=$top/tests/fuzz/corpus/${name#fuzz_}
	yes "$name has a corpus" [ -n "$(ls "$corpus" 2>/dev/null)" ]
	yes "$name is built for replay" [ -x "$built/$name" ]
	run 0 "$name runs over its corpus" "$built/$name" "$corpus"
	is "$name: all files were read" "$(find "$corpus" -type f | wc -l | tr -d ' ') inputs" "$(tail -n 1 "$work/out")"
done
for corpus in "$top"/tests/fuzz/corpus/*/; do
	name=fuzz_$(basename "$corpus")
	yes "the corpus of $name has its target" [ -f "$top/tests/fuzz/$name.c" ]
done
done_testing
