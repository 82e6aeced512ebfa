#!/bin/sh
# The benchmark table: each row is one piece of work of fupan beside a peer or floor that does the same, in the same run and in turn; medians
# of ROUNDS rounds. N cases (2000), ROUNDS (5), SLOW rounds of long rows (3), BENCH_DIR (a folder in /dev/shm where there is room, else
# below build/). Every round that makes files gets a fresh folder, and nothing is deleted before the end. Results are checked before a time counts.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
N=${N:-2000}
ROUNDS=${ROUNDS:-5}
SLOW=${SLOW:-3}
fupan=${FUPAN:-$top/build/fupan}
measure=${TOOLS:-$top/build/release/bench}/measure
parts=${TOOLS:-$top/build/release/bench}/parts
data=${SHARED:-$top/../shared}

# ---- where: new files on a disk are slow for half a minute after a mass delete, of whoever; in memory they are not
need=$((N * 450 * (ROUNDS + 3) / 5 + 200000))
free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
memory=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
if [ -n "${BENCH_DIR:-}" ]; then
	mkdir -p "$BENCH_DIR"
	bench=$(mktemp -d "$BENCH_DIR/fupan-bench.XXXXXX") where="the given folder"
elif [ "${free:-0}" -gt "$need" ] && [ "$memory" -gt $((need * 2)) ]; then
	bench=$(mktemp -d /dev/shm/fupan-bench.XXXXXX) where="tmpfs (/dev/shm): no disk, fsync costs nothing"
else
	mkdir -p "$top/build"
	bench=$(mktemp -d "$top/build/bench.XXXXXX") where="the disk below build/"
fi
trap 'rm -rf "$bench"' EXIT
trap 'exit 1' INT TERM
export LC_ALL=C.UTF-8 FUPAN_LANG=en FUPAN_NOW=2026-01-05T08:00:00+08:00 FUPAN_AUTHOR='bench <bench@example.invalid>' HOME="$bench"
export FUPAN_DATA="${FUPAN_DATA:-$top}"
unset XDG_CONFIG_HOME GIT_DIR GIT_WORK_TREE
git config --global user.name bench
git config --global user.email bench@example.invalid
git config --global init.defaultBranch main
git config --global gc.auto 0
has() { command -v "$1" >/dev/null 2>&1; }
fail() {
	echo "bench: $1" >&2
	exit 1
}

SHARED=$data perl tests/bench/corpus.pl "$N" "$bench/rows.csv"
printf 'fupan bench: %s cases, %s MB of rows; medians of %s rounds in turn (%s for long rows); %s cores; in %s\n' "$N" \
	"$(($(wc -c <"$bench/rows.csv") / 1000000))" "$ROUNDS" "$SLOW" "$(nproc)" "$where"
for t in "sqlite3 sqlite3" "rg ripgrep" "lua5.4 lua5.4" "pandoc pandoc"; do
	has "${t% *}" || echo "without ${t% *} (apt-get install ${t#* }): its rows have no peer"
done
printf 'ratio = seconds of the peer / seconds of fupan; cpu = the same of user and system time; MB = peak of fupan'"'"'s process\n\n'
printf '%-41s %9s %9s %6s  %-33s %9s %7s %7s  %-9s %s\n' work seconds cases/s MB peer seconds ratio cpu target met

# row WORK CASES PEER TARGET "lines of measure": fupan's first. A target is r>=N (ratio), ms<=N, or empty.
row() {
	echo "$5" | awk -v work="$1" -v cases="$2" -v peer="$3" -v target="$4" '
	NR == 1 { t = $2; cpu = $5; kb = $6; code = $7 } NR == 2 { pt = $2; pcpu = $5; pcode = $7 }
	END { if (NR == 0 || code) { printf "%-41s did not work (exit %s)\n", work, code; exit }
	      ptime = "-"; ratio = "-"; cratio = "-"; met = ""
	      if (NR > 1 && pcode) { peer = peer " did not work"; NR = 1 }
	      if (NR > 1) { ptime = sprintf("%.4f", pt); ratio = sprintf("%.1fx", pt / t); if (cpu > 0) cratio = sprintf("%.1fx", pcpu / cpu) }
	      if (work ~ /to the moved ref/) cratio = "-"  # its process goes on after the ref
	      if (target ~ /^r>=/ && NR > 1) met = pt / t >= substr(target, 4) + 0 ? "yes" : "no"
	      if (target ~ /^ms<=/) met = t * 1000 <= substr(target, 5) + 0 ? "yes" : "no"
	      sub(/^r>=/, ">= ", target); sub(/^ms<=/, "ms <= ", target)
	      printf("%-41s %9.4f %9.0f %6.0f  %-33s %9s %7s %7s  %-9s %s\n", work, t, cases / t, kb / 1024, peer, ptime, ratio, cratio, target, met) }'
}
pick() { echo "$1" | grep "^$2 "; } # one line of a measurement

# ---- the casebook, checked
"$fupan" init "$bench/empty" >/dev/null 2>&1
columns="$bench/rows.csv --set body=body --set title=title --set received=received"
cp -a "$bench/empty" "$bench/full"
"$fupan" -C "$bench/full" import $columns >"$bench/import.txt"
grep -q " $N new" "$bench/import.txt" || fail "the import is not complete: $(cat "$bench/import.txt")"
git -C "$bench/full" fsck --full >/dev/null 2>&1 || fail "git fsck finds faults"
[ -z "$(git -C "$bench/full" status --porcelain)" ] || fail "the work tree is not clean"
[ "$(git -C "$bench/full" ls-files cases | wc -l)" = "$N" ] || fail "git has another number of cases"
mkdir "$bench/files"
git -C "$bench/full" archive HEAD cases | tar -x -C "$bench/files"
git -C "$bench/full" fast-export HEAD >"$bench/stream"
text=$(find "$bench/files" -type f -print0 | xargs -0 cat | wc -c)

# ---- import
fresh() { echo "n=\$(mktemp -d $bench/round.XXXXXX)/book && $1 && ln -sfn \$n $bench/$2"; }
for w in import ref all importref; do eval "export PREPARE_$w=\"\$(fresh 'cp -a $bench/empty \$n' book-$w)\""; done
PREPARE_add=$(fresh "git init -q \$n" book-add)
PREPARE_fast=$(fresh "git init -q \$n" book-fast)
export PREPARE_add PREPARE_fast
out=$("$measure" "$ROUNDS" \
	"all=$parts write $bench/book-all/ $bench/files all && test -z \"\$(git -C $bench/book-all/ status --porcelain)\"" \
	"ref=$parts write $bench/book-ref/ $bench/files ref" \
	"import=$fupan -C $bench/book-import/ import $columns" \
	"importref=$parts until-ref $bench/book-importref/ $fupan -C $bench/book-importref/ import $columns" \
	"add=cp -r $bench/files/cases $bench/book-add/cases && cd $bench/book-add/ && git add -A && git commit -qm x" \
	"fast=cd $bench/book-fast/ && git fast-import --quiet <$bench/stream")
for b in all ref import importref; do
	git -C "$bench/book-$b/" fsck --full >/dev/null 2>&1 || fail "git fsck finds faults after $b"
	[ "$(git -C "$bench/book-$b/" rev-parse HEAD:cases)" = "$(git -C "$bench/full" rev-parse HEAD:cases)" ] || fail "$b made other cases"
	[ -z "$(git -C "$bench/book-$b/" status --porcelain)" ] || fail "the work tree is not clean after $b"
done
row "W1 history of all, to the moved ref" "$N" "git fast-import" "r>=6" "$(pick "$out" ref; pick "$out" fast)"
row "W2 the same with work tree, clean status" "$N" "cp + git add -A + git commit" "r>=3" "$(pick "$out" all; pick "$out" add)"
row "   import command, to the moved ref" "$N" "git fast-import" "" "$(pick "$out" importref; pick "$out" fast)"
row "   import command, whole, with index" "$N" "cp + git add -A + git commit" "" "$(pick "$out" import; pick "$out" add)"

# ---- index
full="$fupan -C $bench/full"
git -C "$bench/full" ls-files cases | sed "s|^|$bench/full/|" >"$bench/list"
if has sqlite3; then
	sqlite3 "$bench/table.db" "create table list(p text)" ".import $bench/list list" "create table d(t text)" \
		"insert into d select cast(readfile(p) as text) from list" "drop table list" "vacuum"
	[ "$(sqlite3 "$bench/table.db" "select count(*) from d")" = "$N" ] || fail "sqlite3 did not read all texts"
	export PREPARE_peer="cp $bench/table.db $bench/peer.db"
	set -- "peer=sqlite3 $bench/peer.db \"create virtual table f using fts5(t, content=d, tokenize=trigram); insert into f(f) values('rebuild')\""
else
	set --
fi
row "I1 index, all" "$N" "sqlite3 FTS5 trigram rebuild" "r>=12" "$("$measure" "$SLOW" "fupan=$full index --rebuild" "$@")"
unset PREPARE_peer
size=$(stat -c %s "$bench/full/.fupan/index.db")
peersize=$(stat -c %s "$bench/peer.db" 2>/dev/null || echo 0)
base=$(stat -c %s "$bench/table.db" 2>/dev/null || echo 0)

update() { # COUNT: the same number of rows in the peer's index
	echo "peer=sqlite3 $bench/peer.db \"begin; create temp table w as select rowid r from d order by rowid limit $1; insert into f(f,rowid,t) select 'delete',rowid,t from d where rowid in w; update d set t=t||'x' where rowid in w; insert into f(rowid,t) select rowid,t from d where rowid in w; commit\""
}
change() { echo "cd $bench/full && git ls-files cases | head -$1 | while read -r f; do echo x >>\$f; done && git commit -qam x"; }
for count in 1 100; do
	PREPARE_fupan=$(change $count)
	export PREPARE_fupan
	if has sqlite3; then set -- "$(update $count)"; else set --; fi
	row "   index after $count changed" $count "sqlite3 FTS5 trigram, the same" "" "$("$measure" "$ROUNDS" "fupan=$full index" "$@")"
done
unset PREPARE_fupan

# ---- the tree diff of the last hundred changes
from=$(git -C "$bench/full" rev-parse "HEAD~1^{tree}") to=$(git -C "$bench/full" rev-parse "HEAD^{tree}")
[ "$(git -C "$bench/full" diff-tree -r --name-only "$from" "$to" | wc -l)" = 100 ] || fail "git diff-tree does not see 100 changes"
"$parts" diff "$bench/full" "$from" "$to" fupan | grep -q changed=100 || fail "the store does not see 100 changes"
out=$("$measure" "$ROUNDS" "fupan=$parts diff $bench/full $from $to fupan" "git2=$parts diff $bench/full $from $to git2" "git=cd $bench/full && git diff-tree -r --name-only $from $to")
row "R2 100 changed cases found (in process)" "$N" "libgit2 diff (in process)" "r>=8" "$(pick "$out" fupan; pick "$out" git2)"
row "   the same" "$N" "git diff-tree -r (command)" "" "$(pick "$out" fupan; pick "$out" git)"

# ---- one case
path=$(git -C "$bench/full" ls-files cases | tail -1)
id=$(basename "$path" .md)
label="$fupan -C $bench/full label $id amount=\$(date +%s%N | tail -c 9 | sed s/^0*//)"
export PREPARE_git="cd $bench/full && echo x >>$path"
save() {
	"$measure" "$((ROUNDS * 3))" "ref=$parts save $bench/$1 $2 ref" "all=$parts save $bench/$1 $2 all" "label=$label" "labelref=$parts until-ref $bench/full sh -c '$label'" \
		"git=cd $bench/full && git add $path && git commit -qm x"
}
out=$(FUPAN_NO_FSYNC=1 save full "$path")
[ -z "$(git -C "$bench/full" status --porcelain)" ] || fail "the work tree is not clean after saving"
row "W4 one case saved, to the moved ref" 1 "git add + git commit" "r>=50" "$(pick "$out" ref; pick "$out" git)"
row "   and work tree, git index" 1 "git add + git commit" "" "$(pick "$out" all; pick "$out" git)"
row "   label command, to the moved ref" 1 "git add + git commit" "" "$(pick "$out" labelref; pick "$out" git)"
row "   label command, whole, with index" 1 "git add + git commit" "" "$(pick "$out" label; pick "$out" git)"
unset PREPARE_git
$full index >/dev/null 2>&1

# ---- search
phrase=$(sed -n 's/.*\(物流速度很快\|态度非常不好\|性价比非常高\|希望有关部门\|服务态度很好\).*/\1/p' "$bench/rows.csv" | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }')
phrase=${phrase:-服务态度很好}
search() { # NAME QUERY WORD TARGET
	peers="git=cd $bench/full && git grep -lF $3 -- cases"
	has rg && peers="rg=cd $bench/full && rg -lF $3 cases"
	out=$("$measure" "$((ROUNDS * 3))" "fupan=$full search '$2'" "$peers" "git=cd $bench/full && git grep -lF $3 -- cases")
	has rg && row "$1 search $3" "$N" "ripgrep -lF" "$4" "$(pick "$out" fupan; pick "$out" rg)"
	row "${1%% *} the same" "$N" "git grep -lF" "$4" "$(pick "$out" fupan; pick "$out" git | head -1)"
	want=$(cd "$bench/full" && git grep -lF "$3" -- cases | wc -l)
	echo "   found $($full search "$2" --count), git grep $want (it also reads front matter, and not across markup)" >>"$bench/notes"
}
search "S3" 快递 快递 "r>=50"
search "S6" "\"$phrase\"" "$phrase" "r>=50"
queries=$((N < 10000 ? 1000 : 300))
exact=$("$parts" exact "$bench/full" $queries) && met=yes || met=NO
echo "$exact" | awk -v met=$met '{ for (i = 1; i <= NF; i++) { split($i, kv, "="); v[kv[1]] = kv[2] }
	printf("%-41s %9.4f %9s %6s  %-33s %9s %7s %7s  %-9s %s\n", "S4 exactness, " v["asked"] " random texts", v["p50"], "-", "-", "a scan of the folded text", "-", sprintf("%.1f%%", 100 - 100 * v["wrong"] / v["asked"]), "-", "100 %", met)
	printf("%-41s %9.4f %9s %6s  %-33s %9s %7s %7s  %-9s %s\n", "S1 S2 1 to 6 characters in process: p50", v["p50"], "-", "-", "-", "-", "-", "-", "0.3 ms", v["p50"] <= 0.0003 ? "yes" : "no")
	printf("%-41s %9.4f %9s %6s  %-33s %9s %7s %7s  %-9s %s\n", "      the same: p99", v["p99"], "-", "-", "-", "-", "-", "-", "5 ms", v["p99"] <= 0.005 ? "yes" : "no") }'

# ---- plugins
cp "$bench/full/.fupan/index.db" "$bench/unclassified.db"
export PREPARE_fupan="cp $bench/unclassified.db $bench/full/.fupan/index.db && rm -f $bench/full/.fupan/index.db-*"
row "   classify, all plugins" "$N" "-" "" "$("$measure" 1 "fupan=$full classify")"
unset PREPARE_fupan
row "   classify again, all known" "$N" "-" "" "$("$measure" "$ROUNDS" "fupan=$full classify")"
"$parts" values "$bench/full" >"$bench/values.lua"
for p in one words; do
	if has lua5.4; then set -- "peer=lua5.4 tests/bench/plain.lua $bench/values.lua tests/bench/bench-$p.lua"; else set --; fi
	[ $# = 0 ] || [ "$(lua5.4 tests/bench/plain.lua "$bench/values.lua" "tests/bench/bench-$p.lua" | sed 's/.*cases/cases/')" = "$("$parts" call "$bench/full" "tests/bench/bench-$p.lua" | sed 's/.*cases/cases/')" ] || fail "the plugin $p gives other results in plain Lua"
	[ $p = one ] && name="one word" || name="sixty words"
	row "L1 a plugin in a worker: $name" "$N" "the same in a plain lua5.4 loop" "r>=0.5" "$("$measure" "$ROUNDS" "fupan=$parts call $bench/full tests/bench/bench-$p.lua" "$@")"
done

# ---- the week
week=$(date -d "$(sed -n 's/^received: \([0-9-]*\)T.*/\1/p' "$bench/full/$path")" +%G-W%V)
cp -a "$bench/full" "$bench/week"
export PREPARE_review="n=\$(mktemp -d $bench/round.XXXXXX)/book && cp -a $bench/week \$n && ln -sfn \$n $bench/book-review"
out=$("$measure" "$SLOW" "review=$fupan -C $bench/book-review/ review $week" "deck=$fupan -C $bench/book-review/ deck $week --to html,md -o $bench/deck")
pages=$(find "$bench/deck" -name '*.html' -size +20k | wc -l)
[ "$pages" -ge 1 ] || fail "the deck was not made"
row "   review of a week ($($full search "week:$week" --count) cases)" "$N" "-" "" "$(pick "$out" review)"
has pandoc && out="$out
$("$measure" "$SLOW" "pandoc=pandoc -t html -s -o $bench/pandoc.html $bench/book-review/reviews/$week.md" "pptx=pandoc -t pptx -o $bench/pandoc.pptx $bench/book-review/reviews/$week.md")"
row "D1 deck: md and html" 1 "$(has pandoc && echo 'pandoc -t pptx' || echo -)" "ms<=120" "$(pick "$out" deck; pick "$out" pptx || true)"

echo
awk -v s="$size" -v t="$text" -v p="$peersize" -v b="$base" 'BEGIN { printf "I3 index / text: %.2f (%d MB for %d MB of cases; with the plain and the folded text for snippets and proofs); target 0.5: %s", s / t, s / 1e6, t / 1e6, s / t <= 0.5 ? "yes" : "no"
	if (p) printf "; sqlite3 FTS5 trigram, words alone: %.2f", (p - b) / t; print "" }'
cat "$bench/notes"
