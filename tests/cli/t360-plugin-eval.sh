#!/bin/sh
# A plugin against people's labels, and against its last verdicts: a rule is changed, the cases that flip and what it does to the measures.
. "$(dirname "$0")/lib.sh"
"$fupan" init --demo --lang zh book >/dev/null 2>&1
cd book || exit 1
export FUPAN_LANG=en

# ---- eval
run 0 "eval of the shipped type" "$fupan" plugin eval type
has "counts the labelled cases" "$("$fupan" search has:label.type --count) cases  accuracy 0." out
has "shows a value" "促销规则/价保" out
has "misfits with what misled" "surest mistakes" out
run 0 "of some weeks" "$fupan" --json plugin eval type week:2026-W47
is "each label counts once" "$("$fupan" --json list 'has:label.type week:2026-W47' | grep -o '"type":\[[^]]*\]' | grep -o '[^":,[]*/[^",]*\|服务态度[^",/]*"' | wc -l)" \
	"$(sed -n 's/.*"support":\([0-9]*\).*/\1/p' "$work/out" | paste -sd+ | bc)"
run 0 "one value" "$fupan" --json plugin eval type --label 价保
is "is one row and the sum" 2 "$(wc -l <"$work/out")"
has "by its full name" '"label":"促销规则/价保"' out
run 1 "below the wanted F1" "$fupan" plugin eval type --min-f1 0.99
has "says so" "below the 0.990" err
run 0 "above it" "$fupan" plugin eval type --min-f1 0.5
run 2 "a wrong --min-f1" "$fupan" plugin eval type --min-f1 2
run 2 "a query with a mistake" "$fupan" plugin eval type 'sevrity>2'
has "its column is the user's" "column 1" err
run 1 "nobody labelled" "$fupan" plugin eval type week:2020-W01
run 1 "no such plugin" "$fupan" plugin eval typ
has "says which was meant" "did you mean type" err
is "nothing was kept" "" "$("$fupan" --json search verdict.type:物流 2>/dev/null)"

# The same numbers by another way: verdicts of `classify`, labels of `list`.
"$fupan" --json classify --plugin severity 2>/dev/null >../verdicts
"$fupan" --json list has:label.severity >../labels
want=$(perl -MJSON::PP -e '
	my (%said, $right, $n);
	open my $v, "<", "../verdicts" or die; while (<$v>) { my $x = decode_json($_); next if $x->{confidence} < 0.45; my $o = $said{$x->{case}}; $said{$x->{case}} = $x if !$o || $x->{confidence} > $o->{confidence}; }
	open my $l, "<", "../labels" or die; while (<$l>) { my $x = decode_json($_); $n++; $right++ if $said{$x->{id}} && $said{$x->{id}}{label} == $x->{severity}; }
	printf "%.6f", $right / $n;')
is "accuracy is what a count by hand gives" "$want" "$("$fupan" --json plugin eval severity 2>/dev/null | tail -n 1 | sed 's/.*"accuracy":\([0-9.]*\).*/\1/' | xargs printf %.6f)"

# ---- diff
cat >rule.lua <<'LUA'
local phrases = fupan.text.phrases{ "价保" }
return {
  name = "rule", kind = "classify", api = 1, version = "0.1", summary = "one rule",
  labels = { "type" },
  classify = function(case)
    for _, hit in ipairs(phrases:scan(case.complaint)) do
      if not hit.negated then return { { field = "type", label = "促销规则/价保", confidence = 0.8, evidence = { hit.text } } } end
    end
  end,
}
LUA
run 0 "the first round" "$fupan" --json plugin run rule.lua --diff
has "every verdict is a flip from nothing" '"before":""' out
run 0 "is told" "$fupan" plugin run rule.lua --diff
has "as such" "no verdicts before" err
mkdir -p plugins/classify && mv rule.lua plugins/classify/
"$fupan" plugin trust rule >/dev/null 2>&1
run 0 "kept" "$fupan" classify --plugin rule --diff
said=$("$fupan" --json classify --plugin rule 2>/dev/null | wc -l)
has "all of them" "$said cases flipped" out
run 0 "nothing changed" "$fupan" classify --plugin rule --diff
has "nothing flips" "0 cases flipped" out
sed 's/"价保" }/"价保", "便宜", "退差" }/' plugins/classify/rule.lua >rule.lua
run 0 "a wider rule, tried" "$fupan" --json plugin run rule.lua --diff
wider=$(grep -c '"case"' "$work/out")
yes "flips some" test "$wider" -gt 0
hasnt "none is lost" '"after":""' out
has "and shows what it does" '"label":"促销规则/价保","plugin":"rule","was":{"f1":0.' out
run 0 "again" "$fupan" --json plugin run rule.lua --diff
is "trying keeps nothing" "$wider" "$(grep -c '"case"' "$work/out")"
mv rule.lua plugins/classify/rule.lua
"$fupan" plugin trust rule >/dev/null 2>&1
run 0 "the same as a table" "$fupan" classify --plugin rule --diff
has "counts the flips" "$wider cases flipped" out
has "with the measures before and after" " → " out
run 0 "kept now" "$fupan" classify --plugin rule --diff
has "so nothing flips" "0 cases flipped" out

# ---- watch
run 2 "watch without a file" "$fupan" plugin run rule --watch
run 1 "watch of a file that is none" "$fupan" plugin run none.lua --watch
"$fupan" --json plugin run plugins/classify/rule.lua --diff --watch >../watched 2>../watched.err &
pid=$!
tries=0
until grep -q waiting ../watched.err 2>/dev/null || [ $tries -gt 100 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
is "the first run has no flips" "" "$(cat ../watched)"
sed 's/"退差" }/"退差", "保价" }/' plugins/classify/rule.lua >../new.lua
cp ../new.lua plugins/classify/rule.lua
until [ "$(grep -c waiting ../watched.err)" -ge 2 ] || [ $tries -gt 200 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
kill $pid
wait $pid 2>/dev/null
is "a change runs it again" 2 "$(grep -c waiting ../watched.err)"
hasnt "no terminal, no escapes" "$(printf '\033')" ../watched
done_testing
