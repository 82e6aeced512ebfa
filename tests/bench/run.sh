#!/bin/sh
# The benchmark table: each row is one piece of work of fupan beside a peer or floor that does the same, in the same run and in turn; medians
# of ROUNDS rounds. N cases (2000), ROUNDS (5), SLOW rounds of long rows (3), ROWS: which files of rows/ (all). With BENCH_DIR the corpus is kept
# there for the next run; else all is in /dev/shm where there is room, or below build/. GROWTH=1: a run with N/10 first, and how each row grew.
# MD=FILE: the table in Markdown, too. Every round that makes files gets a fresh folder; on a disk nothing is deleted before the end.
# Results are checked before a time counts.
set -eu
cd "$(dirname "$0")/../.."
top=$PWD
N=${N:-2000}
ROUNDS=${ROUNDS:-5}
SLOW=${SLOW:-3}
ROWS=${ROWS:-search index store plugin deck privacy}
fupan=${FUPAN:-$top/build/fupan}
tools=${TOOLS:-$top/build/release/bench}
measure=$tools/measure parts=$tools/parts fts5=$tools/fts5
data=${SHARED:-$top/../shared}
long=$([ "$N" -ge 50000 ] && echo "$SLOW" || echo "$ROUNDS") # rounds of work on all cases
if [ -n "${GROWTH:-}" ]; then
	smaller=$(mktemp)
	N=$((N / 10)) GROWTH='' MD='' TABLE=$smaller sh tests/bench/run.sh
	echo
fi

# ---- where: new files on a disk are slow for half a minute after a mass delete, of whoever; in memory they are not
need=$((N * 60 + 200000))
free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
memory=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
if [ -n "${BENCH_DIR:-}" ]; then
	mkdir -p "$BENCH_DIR"
	parent=$BENCH_DIR
elif [ "${free:-0}" -gt "$need" ] && [ "$memory" -gt $((need * 3 / 2)) ]; then
	parent=/dev/shm
else
	mkdir -p "$top/build"
	parent=$top/build
fi
bench=$(mktemp -d "$parent/fupan-bench.XXXXXX")
where="on disk" drop=:
if [ "$(stat -f -c %T "$bench")" = tmpfs ]; then where="in memory: no disk, fsync costs nothing" drop="rm -rf"; fi
mkdir "$bench/rounds"
trap 'rm -rf "$bench" ${smaller:-}' EXIT
trap 'exit 1' INT TERM
table=${TABLE:-$bench/table}
export LC_ALL=C.UTF-8 FUPAN_LANG=en FUPAN_NOW=2026-01-05T08:00:00+08:00 FUPAN_AUTHOR='bench <bench@example.invalid>' HOME="$bench"
export FUPAN_DATA="${FUPAN_DATA:-$top}"
unset XDG_CONFIG_HOME GIT_DIR GIT_WORK_TREE
git config --global user.name bench
git config --global user.email bench@example.invalid
git config --global init.defaultBranch main
git config --global gc.auto 0
git config --global core.hooksPath /dev/null # a commit of git is git alone
has() { command -v "$1" >/dev/null 2>&1; }
fail() {
	echo "bench: $1" >&2
	exit 1
}
note() { echo "$1" >>"$bench/notes"; }
. tests/bench/table.sh
. tests/bench/rows/scattered.sh

# ---- the corpus as a casebook, made once
columns="--set body=body --set title=title --set received=received"
casebook() { # COUNT: sets `made`, a folder with rows-*.csv and the casebook `book` of them without its cache
	made=${BENCH_DIR:-$bench}/casebook-$1-$(cksum <tests/bench/corpus.pl | cut -d' ' -f1)
	[ ! -e "$made/about" ] || return 0
	rm -rf "$made"
	mkdir -p "$made"
	SHARED=$data perl tests/bench/corpus.pl "$1" "$made" >"$made/made"
	"$fupan" init "$made/book" >/dev/null 2>&1
	for rows in "$made"/rows-*.csv; do
		# shellcheck disable=SC2086
		"$fupan" -C "$made/book" import "$rows" $columns >/dev/null
	done
	git -C "$made/book" fsck --full >/dev/null 2>&1 || fail "git fsck finds faults"
	[ -z "$(git -C "$made/book" status --porcelain)" ] || fail "the work tree is not clean"
	[ "$(git -C "$made/book" ls-files cases | wc -l)" = "$1" ] || fail "git has another number of cases"
	rm -f "$made"/book/.fupan/index.db*
	mv "$made/made" "$made/about"
}
casebook "$N"
corpus=$made book=$bench/full
cp -a "$corpus/book" "$book"
full="$fupan -C $book"
text=$(find "$book/cases" -type f -print0 | xargs -0 cat | wc -c)

printf 'fupan bench: %s cases, %s MB, mean %s bytes (%s); medians of %s rounds in turn (%s for long rows); %s cores, load %s; %s\n' "$N" "$((text / 1000000))" "$((text / N))" \
	"$(cat "$corpus/about")" "$ROUNDS" "$SLOW" "$(nproc)" "$(cut -d' ' -f1-3 /proc/loadavg)" "$where"
for t in sqlite3 rg:ripgrep notmuch lua5.4 pandoc; do
	has "${t%:*}" || echo "without ${t%:*} (apt-get install ${t#*:}): its rows have no peer"
done
echo "targets are for 100,000 cases"
head_of_table
for r in $ROWS; do . "tests/bench/rows/$r.sh"; done
[ -z "${smaller:-}" ] || . tests/bench/rows/growth.sh

echo
[ ! -e "$bench/notes" ] || cat "$bench/notes"
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
[ -z "${MD:-}" ] || awk -v form=md -f tests/bench/table.awk "$table" >"$MD"
