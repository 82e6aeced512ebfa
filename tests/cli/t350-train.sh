#!/bin/sh
# A classifier learned from labels: what it says of itself, on the sample casebook and on real labelled complaints.
. "$(dirname "$0")/lib.sh"
run 0 "the sample casebook" "$fupan" init --demo --lang zh book
cd book || exit 1
head0=$(git rev-parse HEAD)
run 0 "train" "$fupan" train type
has "says how many cases taught it" "type: 1" out
yes "the model is in the cache" test -s .fupan/models/type.model
cp .fupan/models/type.model ../first
run 0 "train again" "$fupan" train type
yes "same labels, same bytes" cmp ../first .fupan/models/type.model
is "nothing is committed" "$head0" "$(git rev-parse HEAD)"
is "nothing is left in the work tree" "" "$(git status --porcelain)"
labelled=$("$fupan" search has:label.type --count)
run 0 "what it learned from" "$fupan" --json train type
has "is the labelled cases" "\"samples\":$labelled" out
# Verdicts must not teach: classifying changes nothing.
run 0 "classify all" "$fupan" classify
run 0 "train after it" "$fupan" train type
yes "verdicts are not learned from" cmp ../first .fupan/models/type.model

run 0 "eval" "$fupan" --json eval severity
is "each label counts once" "$("$fupan" search has:label.severity --count)" "$(sed -n 's/.*"support":\([0-9]*\).*/\1/p' "$work/out" | paste -sd+ | bc)"
last=$(tail -n 1 "$work/out")
for k in accuracy macro_f1 kappa coverage ece; do
	case $last in *"\"$k\":"*) ok=1 ;; *) ok=0 ;; esac
	is "the last line has $k" 1 $ok
done
run 0 "a table" "$fupan" eval type
has "names the surest mistakes" "surest mistakes" out
run 1 "below the wanted F1" "$fupan" eval type --min-f1 0.99
has "says so" "below the 0.990" err
run 0 "above it" "$fupan" eval type --min-f1 0.1
run 0 "holdout" "$fupan" eval type --holdout week:2026-W47
has "measures on those" "$("$fupan" search 'has:label.type week:2026-W47' --count) cases" out

run 2 "no such field" "$fupan" train typ
has "suggests the nearest" "did you mean type" err
run 2 "a field of free text" "$fupan" train product
run 2 "a query with a mistake" "$fupan" train type 'sevrity>2'
has "its column is the user's" "column 1" err
run 2 "a wrong --from" "$fupan" train type --from me
run 2 "a wrong --min-f1" "$fupan" eval type --min-f1 high
run 1 "too few labels" "$fupan" train labels id:261117-aywg0m9
run 1 "an empty holdout" "$fupan" eval type --holdout week:2020-W01
printf 'fupan-model 1\n{}\nrubbish' >.fupan/models/type.model
run 0 "a damaged model" "$fupan" train type
yes "is made again" cmp ../first .fupan/models/type.model
cd ..

real=$shared/data/zh-gov-complaints/classified.csv
if [ -d "$shared" ]; then
	yes "the labelled complaints are there" test -f "$real"
	run 0 "init" "$fupan" init gov
	cd gov || exit 1
	# Many rows have no date, three have the id of another row.
	run 3 "import with labels" "$fupan" --json import "$real" --set title=title --set body=detail --const received=2020-01-08 --set type=label --extend
	has "all rows but three" '"imported":2526' out
	run 0 "eval of 2,529 labelled complaints" "$fupan" --json eval type
	yes "macro F1 is at least .87" sh -c "tail -n 1 '$work/out' | sed 's/.*\"macro_f1\":\([0-9.]*\).*/\1/' | awk '{ exit !(\$1 >= 0.87) }'"
	yes "confidence is off by less than .06" sh -c "tail -n 1 '$work/out' | sed 's/.*\"ece\":\([0-9.]*\).*/\1/' | awk '{ exit !(\$1 < 0.06) }'"
else
	skip "labelled complaints" "$shared is absent"
fi
done_testing
