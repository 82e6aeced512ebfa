#!/bin/sh
# Files have at most 800 lines, functions at most 100; nine of ten functions stay under 50. Generated tables (*.inc) do not count.
cd "$(dirname "$0")/../.." || exit 1
long=$(find core plugins -name '*.c' -o -name '*.h' -o -name '*.lua' | sort | xargs wc -l | awk '$2 != "total" && $1 > 800')
if [ -z "$long" ]; then echo "ok 1 - no file over 800 lines"; else
	echo "not ok 1 - no file over 800 lines"
	echo "$long" | sed 's/^/# /'
	bad=1
fi
if ! command -v ctags >/dev/null; then
	echo "not ok 2 - ctags is needed"
	echo "1..2"
	exit 1
fi
lens=$(ctags -R --languages=C --kinds-C=f --fields=+ne -f - core | awk -F'\t' '{l=0;e=0;for(i=1;i<=NF;i++){if($i~/^line:/)l=substr($i,6);if($i~/^end:/)e=substr($i,5)} print e-l+1, $2 ":" $1}' | sort -n)
over=$(echo "$lens" | awk '$1 > 100')
if [ -z "$over" ]; then echo "ok 2 - no function over 100 lines"; else
	echo "not ok 2 - no function over 100 lines"
	echo "$over" | sed 's/^/# /'
	bad=1
fi
echo "$lens" | awk '{v[NR]=$1} END {p=v[int(NR*0.9)]; printf "# %d functions, median %d, 90 %% under %d lines\n", NR, v[int(NR/2)+1], p; exit p > 50}' && echo "ok 3 - nine of ten functions under 50 lines" || {
	echo "not ok 3 - nine of ten functions under 50 lines"
	bad=1
}
echo "1..3"
exit ${bad:-0}
