#!/bin/sh
# Ended at every durable step of import, label and classify, by a kill and by a full disk; then the command again: the same result as without.
. "$(dirname "$0")/../cli/lib.sh"
fault=${FUPAN_BUILD:-$top/build}/fault/fupan
export FUPAN_DATA="$top"
export FUPAN_NOW=2026-11-20T09:00:00+08:00
[ -x "$fault" ] || {
	echo "1..1"
	echo "not ok 1 - $fault is missing (make VARIANT=fault build/fault/fupan)"
	exit 1
}

rows() { # rows PREFIX COUNT
	echo 'id,when,text'
	i=0
	while [ $i -lt "$2" ]; do
		i=$((i + 1))
		echo "$1$i,2026-11-$((i % 9 + 10)) 10:00,第 $1$i 个包裹在中转站停了 $((i % 7 + 2)) 天没有更新，打电话 138000000$((i % 90 + 10))"
	done
}
rows a 60 >rows.csv
rows b 60 >seed.csv
"$fupan" init base >/dev/null 2>&1
"$fupan" -C base import seed.csv --set body=text --set received=when >/dev/null 2>&1
first=$(git -C base ls-tree -r --name-only HEAD cases | head -1 | sed 's|.*/||; s|\.md$||')

do_import() { "$2" -C "$1" import rows.csv --set body=text --set received=when; }
do_label() { "$2" -C "$1" label "$first" severity=3 type=物流/破损; }
do_classify() { "$2" -C "$1" classify; }

# What must be equal in the end: the tree of HEAD, how many commits, the work tree, the answers of the index, for classify the verdicts.
state() {
	git -C "$1" rev-parse 'HEAD^{tree}'
	git -C "$1" rev-list --count HEAD
	git -C "$1" status --porcelain
	"$fupan" -C "$1" --json list 2>&1 | sort
	[ "$2" != classify ] || "$fupan" -C "$1" --json classify 2>/dev/null | sort
	git -C "$1" fsck --full 2>&1 | grep -v dangling
}

# Names of points stand in the macros, or are handed to the functions of the pack writer that use them.
names() {
	grep -rhE "$1" "$top"/core --include=*.c | grep -oE '"[a-z]+\.[a-z.]+"' | tr -d '"' | sort -u
}
points=$(names 'FP_FAULT\(|file_end\(|file_place\(')
full=$(names 'FP_FAULT_FULL\(|file_end\(')

one() { # one VERB POINT COUNT KIND: 1 when the point was not reached
	rm -rf try && cp -a base try
	FUPAN_FAULT="$2:$3:$4" "do_$1" try "$fault" >out 2>err
	code=$?
	if [ "$4" = kill ]; then
		[ $code -eq 137 ] || return 1
	else
		# What failed says so; a cache that could not be written fails nothing.
		[ $code -eq 0 ] && ! [ -s err ] && return 1
		[ $code -le 1 ] || _not "$1 with a full disk at $2 ($3): exit $code" "$(cat err)"
		[ $code -eq 0 ] || [ -s err ] || _not "$1 with a full disk at $2 ($3): no message"
	fi
	passed=$((passed + 1))
	"do_$1" try "$fupan" >out 2>err
	code=$?
	state try "$1" >got.txt
	if [ $code -eq 0 ] && cmp -s want.txt got.txt; then _ok "$1, $4 at $2 ($3), then again"; else
		_not "$1, $4 at $2 ($3), then again" "exit $code" "$(cat err)" "$(diff want.txt got.txt | head -20)"
	fi
}

for verb in import label classify; do
	rm -rf want && cp -a base want
	"do_$verb" want "$fupan" >/dev/null 2>&1
	state want $verb >want.txt
	passed=0
	for point in $points; do
		for k in 1 2 40; do
			one $verb "$point" $k kill || break
		done
	done
	for point in $full; do
		one $verb "$point" 1 full
	done
	case $verb in import) least=20 ;; label) least=12 ;; classify) least=4 ;; esac
	if [ $passed -ge $least ]; then _ok "$verb was ended at $passed places"; else _not "$verb was ended at $passed places only, want $least"; fi
done
# Killed inside libgit2 while it moved the ref: git's own lock file stays, empty or with the new commit in it.
for what in empty commit foreign; do
	rm -rf try && cp -a base try
	FUPAN_FAULT=store.ref:1:kill do_label try "$fault" >out 2>err
	lock=try/.git/refs/heads/main.lock
	case $what in
	empty) : >$lock ;;
	commit) sed -n 's/^commit //p' try/.fupan/pending-* >$lock ;;
	foreign) echo 0123456789012345678901234567890123456789 >$lock ;;
	esac
	do_label try "$fupan" >out 2>err
	code=$?
	if [ $what = foreign ]; then
		is "a lock that is not ours is left alone" 1 "$code"
		yes "and stays" test -f $lock
	else
		is "a ref lock left behind ($what) does not stop the next run" 0 "$code"
	fi
done
done_testing
