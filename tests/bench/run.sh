#!/bin/sh
# The benchmark table: each row one piece of work of fupan beside a peer or floor that does the same, in the same run, in turn; medians of ROUNDS rounds.
# N cases (2000), ROUNDS (5). Fresh folders each round; the result is checked before a time counts.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
N=${N:-2000}
ROUNDS=${ROUNDS:-5}
fupan=${FUPAN:-$top/build/fupan}
bench=$top/build/bench
rm -rf "$bench"
mkdir -p "$bench"
for t in sqlite3 rg lua5.4 perl; do
	command -v $t >/dev/null || missing="${missing:-} $t"
done
[ -z "${missing:-}" ] || echo "bench: no peer:$missing (apt-get install sqlite3 ripgrep lua5.4)" >&2
gcc -O2 -o "$bench/measure" tests/bench/measure.c
export LC_ALL=C.UTF-8 FUPAN_LANG=en FUPAN_NOW=2026-01-05T08:00:00+08:00 FUPAN_AUTHOR='bench <bench@example.invalid>' FUPAN_DATA=$top HOME=$bench
git config --global user.name bench
git config --global user.email bench@example.invalid
perl tests/bench/corpus.pl "$N" "$bench/rows.csv"
kb=$(du -k "$bench/rows.csv" | cut -f1)
printf 'fupan bench: %s cases, %s kB of text, %s rounds, medians; ratio = peer time / fupan time\n\n' "$N" "$kb" "$ROUNDS"
printf '%-34s %10s %12s %10s   %-34s %10s %8s\n' work seconds cases/s peak-MB peer seconds ratio

row() { # WORK CASES PEER "measure lines": fupan's first
	echo "$4" | awk -v work="$1" -v cases="$2" -v peer="$3" '
	NR == 1 { t = $2; kb = $5; code = $6 } NR == 2 { pt = $2; pc = $6 }
	END { if (code) { printf "%-34s did not work (exit %s)\n", work, code; exit }
	      peertime = "-"; ratio = "-"
	      if (NR > 1 && !pc) { peertime = sprintf("%.3f", pt); ratio = sprintf("%.1fx", pt / t) }
	      printf("%-34s %10.3f %12.0f %10.0f   %-34s %10s %8s\n", work, t, cases / t, kb / 1024, peer, peertime, ratio) }'
}

# ---- import, one commit with work tree, beside git doing the same with the same files
"$fupan" init "$bench/empty" >/dev/null 2>&1
import="$fupan -C $bench/book import $bench/rows.csv --set body=body --set title=title --set received=received"
cp -a "$bench/empty" "$bench/book"
sh -c "$import" >"$bench/import.txt"
grep -q " $N new" "$bench/import.txt" || { cat "$bench/import.txt"; echo "bench: the import is not complete"; exit 1; }
git -C "$bench/book" fsck --full >/dev/null
[ -z "$(git -C "$bench/book" status --porcelain)" ] || { echo "bench: work tree is not clean"; exit 1; }
mv "$bench/book" "$bench/full"
git -C "$bench/full" fast-export HEAD >"$bench/stream"
git -C "$bench/full" archive HEAD cases | tar -x -C "$bench" && mv "$bench/cases" "$bench/files"
# A new folder each round and nothing deleted before the end: ext4 makes new files slowly for half a minute after a mass delete.
rm -f "$bench/book"
export PREPARE_fupan="n=$bench/book.\$(date +%s%N) && cp -a $bench/empty \$n && ln -sfn \$n $bench/book"
export PREPARE_git="n=$bench/peer.\$(date +%s%N) && git init -q \$n && ln -sfn \$n $bench/peer"
row "import (W2: with work tree)" "$N" "cp + git add -A + git commit" "$("$bench/measure" "$ROUNDS" "fupan=$import" "git=cp -r $bench/files $bench/peer/cases && cd $bench/peer && git add -A && git commit -qm x")"
row "import (W1: floor of history)" "$N" "git fast-import" "$("$bench/measure" "$ROUNDS" "fupan=$import" "git=cd $bench/peer && git fast-import --quiet <$bench/stream")"
unset PREPARE_fupan PREPARE_git

# ---- index
full="$fupan -C $bench/full"
$full index --rebuild >/dev/null
$full --json list | node -e '
const lines=require("fs").readFileSync(0,"utf8").trim().split("\n");const fs=require("fs");
let o="create table d(t text);\nbegin;\n";for(const l of lines){const p=JSON.parse(l).path;o+="insert into d values(\x27"+fs.readFileSync(process.argv[1]+"/"+p,"utf8").replace(/\x27/g,"\x27\x27")+"\x27);\n"}o+="commit;\n";fs.writeFileSync(process.argv[2],o)' "$bench/full" "$bench/rows.sql" 2>/dev/null || true
if [ -s "$bench/rows.sql" ]; then
	sqlite3 "$bench/table.db" <"$bench/rows.sql"
	export PREPARE_peer="cp $bench/table.db $bench/peer.db"
	row "index, all (I1)" "$N" "sqlite3 FTS5 trigram rebuild" "$("$bench/measure" "$ROUNDS" "fupan=$full index --rebuild" "peer=sqlite3 $bench/peer.db \"create virtual table f using fts5(t, content=d, tokenize=trigram); insert into f(f) values('rebuild')\"")"
	unset PREPARE_peer
fi
id=$($full --json list -n 1 | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
path=$(cd "$bench/full" && git ls-files cases | head -1)
export PREPARE_fupan="cd $bench/full && git -c core.fsync=none commit -q --allow-empty -m x && echo x >>$path && git commit -qam x"
row "index after one change" 1 "-" "$("$bench/measure" "$ROUNDS" "fupan=$full index")"
unset PREPARE_fupan
i=0
export PREPARE_git="cd $bench/full && echo x >>$path"
row "save one case (W4: label)" 1 "git add + git commit" "$("$bench/measure" "$ROUNDS" "fupan=$full label $id amount=\$(date +%N | sed s/^0*//)" "git=cd $bench/full && git add $path && git commit -qm x")"
unset PREPARE_git
$full index >/dev/null 2>&1

# ---- search
want=$(cd "$bench/full" && rg -lF 快递 cases | wc -l)
got=$($full search 快递 --count)
[ "$want" = "$got" ] || echo "bench: search found $got, ripgrep $want (titles in front matter count for both; markup may differ)"
row "search, two characters (S3)" "$N" "ripgrep -lF over the files" "$("$bench/measure" "$ROUNDS" "fupan=$full search 快递" "peer=cd $bench/full && rg -lF 快递 cases")"
row "search, a phrase of six" "$N" "git grep -lF" "$("$bench/measure" "$ROUNDS" "fupan=$full search '\"物流速度很快\"' -n 5 || true" "peer=cd $bench/full && git grep -lF 物流速度很快 || true")"

# ---- classify, one plugin in workers beside the same function in plain Lua would need the host's text library; the floor is the run without memo
export PREPARE_fupan="rm -rf $bench/full/.fupan/index.db* && $full index >/dev/null"
row "classify, all plugins" "$N" "-" "$("$bench/measure" 1 "fupan=$full classify")"
unset PREPARE_fupan
row "classify again (all known)" "$N" "-" "$("$bench/measure" "$ROUNDS" "fupan=$full classify")"

# ---- the week
week=$($full --json list -n 1 --sort -received | sed -n 's/.*"received":"\([0-9-]*\)T.*/\1/p')
week=$(date -d "$week" +%G-W%V)
export PREPARE_fupan="cd $bench/full && git rm -q --cached --ignore-unmatch reviews/$week.md >/dev/null && rm -f reviews/$week.md && { git commit -qm x || true; }"
row "review + deck" "$N" "-" "$("$bench/measure" "$ROUNDS" "fupan=$full review $week && $full deck $week --to html,md")"
