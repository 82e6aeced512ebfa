#!/bin/sh
# Saved queries: shipped, listed, used by every command that takes a query, written, checked.
. "$(dirname "$0")/lib.sh"
"$fupan" --lang zh init --demo book >/dev/null 2>&1
cd book || exit 1
"$fupan" classify >/dev/null 2>&1

run 0 "the sample brings saved queries" "$fupan" --lang en search --saved
has "with their parameters" '@待人复核 field=taboo since=last-4w' out
run 0 "as JSON" "$fupan" --json search --saved
has "one line each" '"name":"待人复核"' out
is "three of them" 3 "$(wc -l <"$work/out" | tr -d ' ')"
run 3 "check knows of faults in cases" "$fupan" check
hasnt "and none of the queries is wrong" "queries/" out
for q in @升级未了结 @等不到人 @待人复核; do
	run 0 "$q finds something" "$fupan" search "$q" --count
done
all=$("$fupan" search '@待人复核 field=type' --count)
some=$("$fupan" search '@待人复核 field=type since=last-week -severity>=3' --count)
less=$("$fupan" search 'has:verdict.type missing:label.type received:last-week -severity>=3' --count)
is "parameters and conditions behind it" "$less" "$some"
yes "they narrow it: $all $some" [ "$all" -gt "$some" ]

# in every command that takes a query
run 0 "list" "$fupan" list '@待人复核 field=type'
run 0 "stats takes --by from it" "$fupan" --json stats '@等不到人 seconds=60'
has "rows by agent" '"keys":["售后' out
run 0 "stats" "$fupan" --json stats '@待人复核 field=type' --by week
run 0 "classify" "$fupan" classify '@待人复核 field=type'
run 3 "check of what it selects" "$fupan" check '@待人复核 field=type since=2026-10'
run 0 "issues extract" "$fupan" issues extract '@待人复核 field=type since=2026'

# its order and its number of hits, unless something else is said
"$fupan" --json list '@等不到人 seconds=60' | sed 's/.*"first_response":\([0-9]*\).*/\1/' >../got
is "its order" "$(sort -rn ../got)" "$(cat ../got)"
printf 'query: 的\nlimit: 2\nsort: received\n' >queries/two.yaml
"$fupan" save >/dev/null 2>&1
is "its limit" 2 "$("$fupan" --json search @two | wc -l | tr -d ' ')"
is "-n says otherwise" 3 "$("$fupan" --json search @two -n 3 | wc -l | tr -d ' ')"

# writing one
run 0 "kept" "$fupan" search 'severity>=3 "退款: #慢"' --save 严重-退款 --title 'a: b' --sort -severity,received -n 5
is "in git" "queries/严重-退款.yaml" "$(git -c core.quotePath=false show --name-only --format= HEAD)"
is "and clean" "" "$(git status --porcelain)"
run 0 "and found" "$fupan" search --saved
has "by its name" "@严重-退款" out
is "the same query" "$("$fupan" search 'severity>=3 "退款: #慢"' --count)" "$("$fupan" search @严重-退款 --count)"
run 1 "not over another" "$fupan" search x --save 严重-退款
has "says which" "queries/严重-退款.yaml exists" err
run 2 "a wrong query is not kept" "$fupan" search 'sevrity>3' --save bad
has "says where" "column 1" err
run 2 "nor under a wrong name" "$fupan" search x --save ../x
run 2 "a dollar is a parameter there" "$fupan" search 'agent:$who' --save dollar
run 2 "search alone" "$fupan" search

# mistakes in the files
printf 'query: >-\n  退款\n  sevrity>3\n' >queries/wrong.yaml
printf 'query: x\nparms: {}\n' >queries/known.yaml
printf 'title: y\n' >queries/empty.yaml
"$fupan" save >/dev/null 2>&1
run 3 "check sees them" "$fupan" check
has "the mistake in its line" "queries/wrong.yaml:3:3: error: no field sevrity; did you mean severity?" out
has "a key that is none" "queries/known.yaml:2:1: warning:" out
has "a query that is none" "queries/empty.yaml:1:1: error: a saved query needs a line query:" out
run 2 "using it says so too" "$fupan" search @wrong
has "file, line, column" "queries/wrong.yaml:3:3: no field sevrity" err
run 2 "and this" "$fupan" list @empty
has "the file" "queries/empty.yaml:1:1" err

# an English casebook has English ones
"$fupan" init --lang en ../en >/dev/null 2>&1
is "English ones" "escalated-open.yaml kept-waiting.yaml to-review.yaml" "$(cd ../en/queries && echo *)"
run 0 "none of them is wrong" "$fupan" -C ../en check
run 1 "and they run" "$fupan" -C ../en search @kept-waiting
done_testing
