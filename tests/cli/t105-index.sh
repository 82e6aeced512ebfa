#!/bin/sh
# The index as a file: it is checked, damage is found and named, a rebuild mends it, cases are never touched.
. "$(dirname "$0")/lib.sh"

run 0 "a sample casebook" "$fupan" init --demo --lang zh book
cd book || exit 1
run 0 "the index is made" "$fupan" index
db=.fupan/index.db
run 0 "a fresh index is right" "$fupan" index --verify
has "it says what it read" "the index is right" "$work/out"
run 0 "the same as JSON" "$fupan" index --verify --json
has "words were asked" '"terms":100' "$work/out"

sqlite3 "$db" "UPDATE blocks SET data=substr(data,1,length(data)/2)||zeroblob(length(data)-length(data)/2) WHERE row=(SELECT max(row) FROM blocks)"
run 1 "a damaged block is found" "$fupan" index --verify
has "the block is named" "segment 1" "$work/err"
has "with the remedy" "index --rebuild" "$work/err"
run 0 "a rebuild mends it" "$fupan" index --rebuild
run 0 "then it is right" "$fupan" index --verify

sqlite3 "$db" "DELETE FROM blocks WHERE row=(SELECT row FROM blocks ORDER BY length(data) DESC LIMIT 1)"
run 1 "a lost block is found" "$fupan" index --verify
has "by a word that is there and not found" "does not find" "$work/err"
sqlite3 "$db" "UPDATE recency SET live=zeroblob(length(live))"
run 1 "forgotten cases are found" "$fupan" index --verify
has "and counted" "knows 0 of them" "$work/err"
run 0 "a rebuild mends that too" "$fupan" index --rebuild
run 0 "and all is right" "$fupan" index --verify
is "no case was touched" "" "$(git status --porcelain)"
done_testing
