#!/bin/sh
# Rising is a matter of rates: a sale with three times the orders and three times the complaints raises no alarm and is called what it is.
. "$(dirname "$0")/lib.sh"
run 0 "init" "$fupan" init --lang en book
cd book || exit 1
mkdir -p plugins/issues
cat >plugins/issues/similar.lua <<'LUA'
local function issues(cases)
  local out = {}
  for _, word in ipairs({"alpha", "beta", "gamma", "omega"}) do
    local g = {title = "About " .. word, cases = {}}
    for _, case in ipairs(cases) do
      if case.title:find(word, 1, true) then g.cases[#g.cases + 1] = case.id end
    end
    if #g.cases > 0 then out[#out + 1] = g end
  end
  return out
end
return {name = "similar", kind = "issues", api = 1, version = "1.0", summary = "by a word", issues = issues}
LUA
"$fupan" plugin trust similar >/dev/null
# Twelve weeks to 2026-W47: six, seven, eight ... cases of each word a week; in the sale, the last two weeks, three times as many. Only omega
# has nine times as many, in the last week.
perl -e 'use POSIX qw(strftime); print "id,date,title,text\n"; my $k = 0; my $start = 1788134400;
	for my $w (0 .. 11) { my $i = 0; for my $word (qw(alpha beta gamma omega)) { my $n = 6 + ($w + $i++) % 3; $n *= 3 if $w >= 10; $n *= 3 if $w == 11 && $word eq "omega";
		for (1 .. $n) { $k++; printf "%d,%s,parcel %s,order line %d about %s went wrong\n", $k, strftime("%Y-%m-%d", gmtime($start + 86400 * (7 * $w + $k % 7))), $word, $k, $word } } }
	open my $v, ">", "volumes.csv"; print $v "date,orders\n";
	for my $d (-7 .. 83) { printf $v "%s,%d\n", strftime("%Y-%m-%d", gmtime($start + 86400 * $d)), $d >= 63 ? 3000 : 1000 }' >../a.csv
sed -i 's/^promotions: .*/promotions: [{name: Singles Day, from: 2026-11-02, to: 2026-11-22}]/' fupan.yaml
run 0 "save" "$fupan" save
export FUPAN_NOW=2026-11-23T08:00:00Z
run 0 "import" "$fupan" import ../a.csv --set title=title --set body=text --set received=date --key id
run 0 "issues of the week" "$fupan" --json issues --week 2026-W47
is "four issues" 4 "$(grep -c . "$work/out")"
is "one rises" 1 "$(grep -c '"status":"rising"' "$work/out")"
grep '"status":"rising"' "$work/out" >"$work/up"
has "the planted one" "About omega" "$work/up"
is "the others follow the volume" 3 "$(grep -c '"with_volume":true' "$work/out")"
id=$(basename "$(grep -l "About alpha" issues/*.md)" .md)
run 0 "show" "$fupan" issues show "$id"
has "which is said" "More cases only because of the volume (Singles Day): the rate has not changed" out
has "and no arrow is drawn from it" "not distinguishable from chance" out
run 0 "the table" "$fupan" issues
has "says it as well" "ongoing (volume)" out

# Without the orders a share of all cases is looked at: a peak of everything is none of anything.
git rm -q volumes.csv
git commit -qm "no volumes"
run 0 "without volumes" "$fupan" --json issues
is "still only the planted one" "1 About omega" "$(grep -c '"status":"rising"' "$work/out") $(grep '"status":"rising"' "$work/out" | sed 's/.*"title":"\([^"]*\)".*/\1/')"
done_testing
