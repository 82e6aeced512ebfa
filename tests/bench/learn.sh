#!/bin/sh
# Trained classifiers beside scikit-learn on the same five folds of the public sets: accuracy, macro F1, calibration, speed. A table of its own, because
# what counts is not time alone. SETS: some of them; PYTHON: one that has scikit-learn and jieba. Times are processor time.
set -eu
cd "$(dirname "$0")/../.."
data=${SHARED:-$PWD/../shared}/data
model=${TOOLS:-build/release/bench}/model
python=${PYTHON:-$(for p in python3 /usr/bin/python3; do "$p" -c 'import sklearn, jieba' 2>/dev/null && echo "$p" && break; done)}
[ -d "$data" ] || { echo "learn: $data is absent, skipped"; exit 0; }
[ -n "$python" ] || { echo "learn: no python3 with scikit-learn and jieba; sh tests/lib/setup.sh peers installs them" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" tests/bench/peers/learn.py --sets "$data" "$work" >"$work/names"
printf '%-22s %6s %3s | %-15s %5s %7s %9s %7s | %-15s %9s | %-15s %9s | %8s\n' set texts cls "fupan acc  mF1" ece train predict size "words acc  mF1" predict "chars acc  mF1" predict "x words"
worse=0
for name in ${SETS:-$(cat "$work/names")}; do
	ours=$("$model" "$work/$name.tsv")
	theirs=$("$python" tests/bench/peers/learn.py "$work/$name.tsv")
	# shellcheck disable=SC2086
	echo "$name" $ours $theirs | awk '{
		printf "%-22s %6d %3d | %.4f  %.4f  %.3f %6.2fs %7.0f/s %5dkB | %.4f  %.4f %7.0f/s | %.4f  %.4f %7.0f/s | %7.1fx%s\n",
			$1, $3, $4, $5, $6, $7, $9, $10, $11, $12, $13, $15, $16, $17, $19, $10 / $15, $5 + 1e-9 < $12 ? "  less accurate than words" : "" }' | tee "$work/line"
	grep -q "less accurate" "$work/line" && worse=$((worse + 1))
done
echo "less accurate than words with a linear SVM: $worse sets"
