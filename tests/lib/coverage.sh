#!/bin/sh
# coverage.sh BUILD/cov: line coverage of the unit tests by folder of core/, from gcov's own numbers.
set -eu
dir=$1
cd "$(dirname "$0")/../.."
for d in core/*/; do
	d=${d%/}
	ls "$dir/$d"/*.gcda >/dev/null 2>&1 || continue
	gcov -n -o "$dir/$d" "$dir/$d"/*.gcda 2>/dev/null | awk -v d="$d" -v top="$d/" '
	/^File / { f = $0; own = index(f, top) && f ~ /\.c\x27/ }
	own && /^Lines executed:/ { split($0, a, /[:% ]+/); n = $NF; sum += a[3] / 100 * n; all += n; own = 0 }
	END { if (all) printf "%-12s %5.1f %% of %d lines\n", d, 100 * sum / all, all }'
done
