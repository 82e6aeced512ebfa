#!/bin/sh
# What people decide about issues is kept: page, rename, close, reopen, merge, split; and no weekly run undoes any of it.
. "$(dirname "$0")/lib.sh"

# A plugin that knows nothing of decisions: it groups by a word, always.
mkdir src
cat >src/similar.lua <<'LUA'
local function issues(cases)
  local out = {}
  for _, word in ipairs({"alpha", "beta", "gamma", "delta", "omega"}) do
    local g = {title = "About " .. word, cases = {}}
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
return {name = "similar", kind = "issues", api = 1, version = "9.1", summary = "by a word", issues = issues}
LUA
run 0 "init" "$fupan" init --lang en book
cd book || exit 1
mkdir -p plugins/issues
cp ../src/similar.lua plugins/issues/
"$fupan" plugin trust similar >/dev/null
run 0 "save the plugin" "$fupan" save
export FUPAN_NOW=2026-11-30T08:00:00Z

# Thirty weeks (2026-W18 to W47), each word once or twice a week.
perl -e 'use POSIX qw(strftime); print "id,date,title,text\n"; my $k = 0;
	for my $w (0 .. 29) { my $i = 0; for my $word (qw(alpha beta gamma delta omega)) { for my $r (0 .. ($w + $i++) % 2) { $k++;
		printf "%d,%s,parcel %s %d,The parcel %s of order line %d is late again\n", $k, strftime("%Y-%m-%d", gmtime(1777248000 + 86400 * (7 * $w + $k % 7))), $word, $k, $word, $k } } }' >../a.csv
run 0 "import" "$fupan" import ../a.csv --set title=title --set body=text --set received=date --key id
run 0 "the first week" "$fupan" issues --week 2026-W22
is "five issues" 5 "$(ls issues | wc -l | tr -d ' ')"
of() { basename "$(grep -l "title: About $1\$" issues/*.md)" .md; }
alpha=$(of alpha)
beta=$(of beta)
gamma=$(of gamma)
members() { sed -n 's/^cases: \[\(.*\)\]$/\1/p' "issues/$1.md" | tr -d ' ' | tr , '\n'; }

# ---- the page
run 0 "show" "$fupan" issues show "$alpha" --week 2026-W22
has "title" "$alpha  About alpha" out
has "state" "proposed by the machine" out
has "bars" "Last 17 weeks: " out
has "a quoted turn with its case" "> The parcel alpha of order line" out
run 0 "the tail of an id is enough" "$fupan" --json issues show "${alpha#i-}" --week 2026-W22
has "and JSON has the quotes" '"quotes":[{' out
run 1 "an unknown issue" "$fupan" issues show i-zzzzzzz
has "is named with the remedy" "fupan issues lists them" err
run 2 "a wrong word" "$fupan" issues frobnicate
run 2 "rename without title" "$fupan" issues rename "$alpha"

# ---- rename, close, reopen: one commit each
before=$(git rev-list --count HEAD)
run 0 "rename" "$fupan" issues rename "$alpha" "Late, said nobody"
has "the title" 'title: "Late, said nobody"' "issues/$alpha.md"
run 0 "close" "$fupan" issues close "$alpha" -m "carrier changed"
has "who, when and why" 'closed: "(组长, 2026-11-30) carrier changed"' "issues/$alpha.md"
git log -1 --format=%B >"$work/message"
has "the commit says why" "carrier changed" "$work/message"
run 0 "closing twice" "$fupan" issues close "$alpha" -m "again"
is "changes nothing" "$((before + 2))" "$(git rev-list --count HEAD)"
run 0 "reopen" "$fupan" issues reopen "$alpha"
has "open" "state: open" "issues/$alpha.md"
hasnt "and not closed" "closed:" "issues/$alpha.md"
run 0 "reopen accepts what was proposed" "$fupan" issues reopen "$gamma"
has "open" "state: open" "issues/$gamma.md"
run 2 "a title of two lines" "$fupan" issues rename "$alpha" "one
two"

# ---- a closed issue that comes back names the action that was meant to fix it
id=$(members "$gamma" | head -n 1)
printf '\n## Action items\n\n- [x] A second courier for the valley @Ann due:2026-06-10 kind:permanent\n' >>"$(ls cases/*/*/*/"$id".md)"
run 0 "save the action" "$fupan" save
sed -i 's/^state: open/state: closed\nclosed: "(组长, 2026-05-31) second courier"/' "issues/$gamma.md"
run 0 "save closed" "$fupan" save
run 0 "the next week" "$fupan" issues --week 2026-W23
run 0 "show" "$fupan" issues show "$gamma" --week 2026-W23
has "it returned" "Status: returned" out
has "the action that failed" "Meant to fix it: A second courier for the valley @Ann ($id)" out
run 0 "in the week of closing" "$fupan" issues show "$gamma" --week 2026-W22
has "it is resolved" "Status: resolved" out

# ---- merge: the older id survives, the younger is a name of it
run 2 "with itself" "$fupan" issues merge "$alpha" "$alpha"
members "$alpha" >"$work/a"
members "$beta" >"$work/b"
old=$(printf '%s %s\n%s %s\n' "$(sort "$work/a" | head -n 1)" "$alpha" "$(sort "$work/b" | head -n 1)" "$beta" | sort | sed -n '1s/.* //p')
young=$beta
[ "$old" = "$alpha" ] || young=$alpha
run 0 "merge" "$fupan" --json issues merge "$young" "$old" -m "one courier"
has "the older stays" "\"id\":\"$old\"" out
is "it has all cases" "$(sort "$work/a" "$work/b")" "$(members "$old" | sort)"
has "who, when and why" "must_link: [\"$young (组长, 2026-11-30) one courier\"]" "issues/$old.md"
has "the younger says what it became" "merged_into: \"$old (组长, 2026-11-30) one courier\"" "issues/$young.md"
run 0 "the younger id still answers" "$fupan" --json issues show "$young" --week 2026-W23
has "with the older issue" "\"id\":\"$old\"" out
has "and its other name" "\"aliases\":[\"$young\"]" out
run 0 "the list" "$fupan" --json issues
hasnt "does not have it twice" "\"id\":\"$young\"" out

# ---- split: the cases have their own issue and do not come back
two=$(members "$old" | sed -n 2,3p)
# shellcheck disable=SC2086
run 0 "split" "$fupan" --json issues split "$old" $two --title "Wrong address" -m "the label was torn"
new=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$work/out")
is "the new issue has them" "$two" "$(members "$new")"
for c in $two; do
	has "the old one refuses $c" "$c (组长, 2026-11-30) the label was torn" "issues/$old.md"
	is "and has lost it" "" "$(members "$old" | grep -xF "$c")"
done
run 2 "a case that is not in it" "$fupan" issues split "$old" "$(members "$gamma" | head -n 1)"
# shellcheck disable=SC2046
run 2 "all of its cases" "$fupan" issues split "$new" $(members "$new")
run 0 "merged again" "$fupan" issues merge "$new" "$old"
hasnt "the newer decision counts" "the label was torn" "issues/$old.md"
yes "git status is clean" clean .
run 0 "check" "$fupan" check issues

# ---- random decisions, a weekly run after each: memberships only grow, nothing else of a file changes
pairs() { for f in issues/*.md; do members "$(basename "$f" .md)" | sed "s|\$| $f|"; done | grep . | sort; }
words() { for f in issues/*.md; do echo "$f"; grep -v '^cases:' "$f"; done; }
seed=7
random() { seed=$(((seed * 1103515245 + 12345) % 2147483648)); echo $((seed / 65536 % $1)); }
pick() { grep -L '^merged_into:' issues/*.md | sed -n "$(($(random "$(grep -L '^merged_into:' issues/*.md | wc -l)") + 1))p" | sed 's|.*/||; s|\.md||'; }
done_n=0 undone=
for week in 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47; do
	one=$(pick)
	seed=$((seed + week))
	other=$(pick)
	case $(random 3) in
	0) set -- rename "$one" "A name of week $week" ;;
	1) set -- merge "$one" "$other" -m "week $week" ;;
	2) set -- split "$one" $(members "$one" | sed -n "$(($(random 3) + 1))p") -m "week $week" ;;
	esac
	"$fupan" issues "$@" >/dev/null 2>&1 && done_n=$((done_n + 1))
	pairs >"$work/p1"
	words >"$work/w1"
	"$fupan" issues --week "2026-W$week" >/dev/null 2>&1
	pairs >"$work/p2"
	[ -z "$(comm -23 "$work/p1" "$work/p2")" ] || undone="$undone W$week:member"
	[ -z "$(cut -d' ' -f1 "$work/p2" | uniq -d)" ] || undone="$undone W$week:twice"
	for f in $(grep '^issues/' "$work/w1"); do
		git diff --quiet HEAD~1 HEAD -- "$f" || [ "$(git diff HEAD~1 HEAD --numstat -- "$f" | cut -f1,2 | tr '\t' ' ')" = "1 1" ] || undone="$undone W$week:$f"
	done
	words >"$work/w2"
	[ -z "$(diff "$work/w1" "$work/w2" | grep '^<')" ] || undone="$undone W$week:words"
done
is "24 weekly runs undid nothing" "" "$undone"
yes "with many decisions among them ($done_n)" test "$done_n" -ge 15
yes "git status is clean in the end" clean .
done_testing
