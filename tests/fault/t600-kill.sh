#!/bin/sh
# Killed at every durable step of import, label and classify; then the command again: the same result as without the kill.
. "$(dirname "$0")/../cli/lib.sh"
fault=${FUPAN_BUILD:-$top/build}/fault/fupan
export FUPAN_DATA="$top"
export FUPAN_NOW=2026-11-20T09:00:00+08:00
[ -x "$fault" ] || {
	echo "1..1"
	echo "not ok 1 - $fault is missing (make VARIANT=fault build/fault/fupan)"
	exit 1
}

i=0
echo 'id,when,text' >rows.csv
while [ $i -lt 60 ]; do
	i=$((i + 1))
	echo "$i,2026-11-$((i % 9 + 10)) 10:00,第 $i 个包裹在中转站停了 $((i % 7 + 2)) 天没有更新 打电话 138000000$((i % 90 + 10))" >>rows.csv
done

setup() { # a casebook of 3 cases in $1
	"$fupan" init "$1" >/dev/null 2>&1
	printf 'id,when,text\na,2026-11-18,快递停了三天\nb,2026-11-18,锅裂了\nc,2026-11-19,退款没到\n' >seed.csv
	"$fupan" -C "$1" import seed.csv --set body=text --set received=when >/dev/null 2>&1
}
setup base
first=$(git -C base ls-tree -r --name-only HEAD cases | head -1 | sed 's|.*/||; s|\.md||')

do_import() { "$2" -C "$1" import rows.csv --set body=text --set received=when; }
do_label() { "$2" -C "$1" label "$first" severity=3 type=物流/破损; }
do_classify() { "$2" -C "$1" classify; }

# What must be equal in the end: the tree of HEAD, the work tree, the answers of the index.
state() {
	git -C "$1" rev-parse 'HEAD^{tree}'
	git -C "$1" status --porcelain
	"$fupan" -C "$1" --json list 2>&1 | sort
	"$fupan" -C "$1" --json classify 2>/dev/null | sort
}

for verb in import label classify; do
	rm -rf want && cp -a base want
	do_$verb want "$fupan" >/dev/null 2>&1
	state want >want.txt
	points=0
	# Every fault point that the source names.
	for point in $(grep -rhoE 'FP_FAULT\("[a-z.]+"\)' "$top/core" | sed 's/.*"\(.*\)".*/\1/' | sort -u); do
		k=1
		while [ $k -le 3 ]; do
			rm -rf try && cp -a base try
			FUPAN_FAULT="$point:$k:kill" do_$verb try "$fault" >out 2>err
			code=$?
			[ $code -eq 137 ] || break
			points=$((points + 1))
			do_$verb try "$fupan" >out 2>err
			state try >got.txt
			if cmp -s want.txt got.txt && git -C try fsck --full >fsck.txt 2>&1; then _ok "$verb killed at $point ($k), then again"; else
				_not "$verb killed at $point ($k), then again" "$(diff want.txt got.txt | head -20)" "$(cat fsck.txt)"
			fi
			k=$((k + 1))
		done
	done
	if [ $points -ge 3 ]; then _ok "$verb has $points places where it was killed"; else _not "$verb was killed at $points places only"; fi
done
done_testing
