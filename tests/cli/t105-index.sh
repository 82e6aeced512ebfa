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

# Somebody who may read the casebook and not write it: the tests may run as root, who may write everything.
git config --global --add safe.directory "$work/book"
[ "$(id -u)" = 0 ] && nobody="setpriv --reuid=65534 --regid=65534 --clear-groups" || nobody=
lines=$("$fupan" search 退款 --count)
chmod -R a+rX "$work" && chmod -R a-w .
run 0 "a casebook that cannot be written is searched" $nobody "$fupan" search 退款 --count
is "with the same answer" "$lines" "$(cat "$work/out")"
is "and nothing to say" "" "$(cat "$work/err")"
run 0 "and listed" $nobody "$fupan" list
run 0 "and indexed" $nobody "$fupan" index --rebuild
has "in memory, it says" "in memory" "$work/err"
chmod -R u+w .
for f in cases/2026/*/*/*.md; do break; done
echo 新词一个 >>"$f"
git commit -qam "one more"
chmod -R a+rX "$work" && chmod -R a-w .
run 0 "what the cache does not know yet" $nobody "$fupan" search 新词一个 --count
is "is found" 1 "$(cat "$work/out")"
has "with a note" "cannot be written" "$work/err"
chmod -R u+w .
rm -r .fupan
chmod -R a+rX "$work" && chmod -R a-w .
run 0 "also without any cache" $nobody "$fupan" search 新词一个 --count
is "it is found" 1 "$(cat "$work/out")"
yes "and no cache was made" test ! -e .fupan
chmod -R u+w .
done_testing
