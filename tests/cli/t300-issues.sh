#!/bin/sh
# Recurring issues: proposed once, kept by name, joined by new cases, never rewritten.
. "$(dirname "$0")/lib.sh"

# A plugin of the casebook that groups by a word, so that the test says what belongs together.
mkdir src
cat >src/similar.lua <<'LUA'
local function review(cases)
  local out = {}
  for _, word in ipairs({"stalled", "broken"}) do
    local g = {title = "Parcels " .. word, cases = {}}
    for _, case in ipairs(cases) do
      if case.title:find(word, 1, true) then g.cases[#g.cases + 1] = case.id end
    end
    if #g.cases >= 2 then
      g.exemplars = {g.cases[1]}
      out[#out + 1] = g
    end
  end
  return out
end
return {name = "similar", kind = "issues", api = 1, version = "9.1", summary = "by a word", issues = review}
LUA

# table FIRST: rows of one case a day from the given ISO dates, "date;title".
cases() {
	echo "id,date,title,text"
	k=$1
	shift
	for row in "$@"; do
		k=$((k + 1))
		echo "$k,${row%%;*},${row#*;},something happened to order number $k"
	done
}

run 0 "init" "$fupan" init --lang en book
cd book || exit 1
mkdir -p plugins/issues
cp ../src/similar.lua plugins/issues/
"$fupan" plugin trust similar >/dev/null
run 0 "save the plugin" "$fupan" save
export FUPAN_NOW=2026-11-23T08:00:00Z

cases 0 "2026-11-02;parcel one stalled" "2026-11-09;parcel two stalled" "2026-11-17;parcel three stalled" "2026-11-18;bowl broken" "2026-11-19;cup broken" >../a.csv
run 0 "import" "$fupan" import ../a.csv --set title=title --set body=text --set received=date --key id
run 1 "no issue is known at first" "$fupan" issues
run 0 "issues of the week" "$fupan" --json issues --week 2026-W47
is "three cases make an issue, two do not" 1 "$(ls issues | wc -l | tr -d ' ')"
file=issues/$(ls issues)
has "state" "state: proposed" "$file"
has "title" "title: Parcels stalled" "$file"
has "the plugin is named in the file" "plugin: similar 9.1" "$file"
has "one case this week" '"count":1' out
first=$(sed -n 's/^cases: \[\([^,]*\),.*/\1/p' "$file")
is "the id comes from the founding case" "issues/i-${first#*-}.md" "$file"
git log -1 --format=%B >"$work/message"
has "the commit names the plugin" "Plugin: similar 9.1" "$work/message"
yes "git status is clean" clean .

before=$(git rev-parse HEAD)
run 0 "once more" "$fupan" issues --week 2026-W47
is "twice changes nothing" "$before" "$(git rev-parse HEAD)"

# What a person wrote stays, byte for byte; only the line `cases` grows.
sed -i 's/^title: .*/title:   "Nobody tells the customer"   # the lead, 23 Nov/; s/^state: .*/state: open/' "$file"
printf '\nOur own words about it.\n' >>"$file"
run 0 "save" "$fupan" save
cases 10 "2026-11-20;parcel four stalled" "2026-11-20;plate broken" >../b.csv
run 0 "more cases" "$fupan" import ../b.csv --set title=title --set body=text --set received=date --key id
run 0 "issues again" "$fupan" --json issues --week 2026-W47
is "two issues now" 2 "$(ls issues | wc -l | tr -d ' ')"
is "one line of the known issue changed" "1	1	$file" "$(git diff HEAD~1 HEAD --numstat -- "$file")"
has "the title of the lead stays" 'title:   "Nobody tells the customer"   # the lead, 23 Nov' "$file"
has "so do the words" "Our own words about it." "$file"
has "four members" '"count":2' out

# A closed issue is left in peace while nothing comes, and is back when something does.
sed -i 's/^state: .*/state: closed/' "$file"
run 0 "save closed" "$fupan" save
FUPAN_NOW=2026-11-30T08:00:00Z
cases 20 "2026-11-25;lamp is dim" >../c.csv
run 0 "a week without it" "$fupan" import ../c.csv --set title=title --set body=text --set received=date --key id
before=$(git rev-parse HEAD)
run 0 "issues of the quiet week" "$fupan" issues --week 2026-W48
is "nothing is written" "$before" "$(git rev-parse HEAD)"
FUPAN_NOW=2026-12-07T08:00:00Z
cases 30 "2026-12-02;parcel five stalled" >../d.csv
run 0 "it comes back" "$fupan" import ../d.csv --set title=title --set body=text --set received=date --key id
run 0 "issues of that week" "$fupan" --json issues --week 2026-W49
has "returned" '"status":"returned"' out
has "still closed: a person decides" "state: closed" "$file"

# A case that a person took out does not come back.
id=$(sed -n 's/^cases: \[.*, \([^]]*\)\]/\1/p' "$file")
sed -i "s/, $id\]/]/; s/^state: closed/state: open\ncannot_link: [$id]/" "$file"
run 0 "take one out" "$fupan" save
before=$(git rev-parse HEAD)
run 0 "issues after that" "$fupan" issues --week 2026-W49
is "it stays out" "$before" "$(git rev-parse HEAD)"

# Hand edits that are not saved: the same line is changed in both texts, nothing of the person's is lost.
printf '\nnot saved yet\n' >>"$file"
cases 40 "2026-12-03;parcel six stalled" >../e.csv
run 0 "one more" "$fupan" import ../e.csv --set title=title --set body=text --set received=date --key id
run 0 "issues with an unsaved edit" "$fupan" issues --week 2026-W49
has "the edit is still there" "not saved yet" "$file"
is "and not in the commit" "" "$(git show "HEAD:$file" | grep 'not saved yet')"

run 2 "a month is not a week" "$fupan" issues --week 2026-11
has "the remedy is named" "2026-W47" err
done_testing
