#!/bin/sh
# The weekly review: generated, edited by people, generated again; what people wrote survives any number of times.
. "$(dirname "$0")/lib.sh"

run 0 "the sample casebook" "$fupan" init --demo 案例本
cd 案例本 || exit 1
review=reviews/2026-W47.md
run 0 "review" "$fupan" --json review last-week
has "its path" '"path":"reviews/2026-W47.md"' out
yes "the file is there" test -f "$review"
yes "git status is clean" clean .
git log -1 --format=%B >"$work/message"
has "the commit has its trailer" "Fupan-Generated: $review" "$work/message"
before=$(git rev-parse HEAD)
run 0 "again" "$fupan" --json review 2026-W47
is "unchanged: no commit" "$before" "$(git rev-parse HEAD)"
cp "$review" ../first.md
"$fupan" init --demo ../zwei >/dev/null 2>&1
(cd ../zwei && "$fupan" review 2026-W47 >/dev/null 2>&1)
is "the same inputs give the same bytes" "$(grep -v '提交\|^commit:' ../first.md | sha256sum)" "$(grep -v '提交\|^commit:' ../zwei/$review | sha256sum)"

# What a meeting needs is there.
for type in title agenda kpi trend star dialogue compare quiz role actions closing; do
	has "a $type slide" "_class: $type" "$review"
done
is "ten typical cases" 10 "$(grep -c '^<!-- _class: star' "$review")"
is "26 cases in the week" 26 "$(grep -rl 'received: 2026-11-\(1[6-9]\|2[0-2]\)' cases | wc -l | tr -d ' ')"
has "and on the slide" "26 件" "$review"

# People edit: a title, a deleted slide, a slide of their own, a note.
sed -i 's/^# 第 47 周投诉复盘$/# 双十一之后的第一周/' "$review"
awk 'BEGIN{RS="\n---\n"; ORS="\n---\n"} !/_class: agenda/' "$review" | sed '$d' >../edited.md
printf '\n---\n\n<!-- _class: text\nid: own\n-->\n\n# 我们自己加的一页\n\n周一之前看完。\n' >>../edited.md
cp ../edited.md "$review"
run 1 "unsaved edits: refused" "$fupan" review 2026-W47
has "the remedy is named" "fupan save" err
yes "nothing was touched" cmp -s ../edited.md "$review"
run 0 "save" "$fupan" save
run 0 "review again, nothing new" "$fupan" review 2026-W47
has "the title stays" "# 双十一之后的第一周" "$review"

# The casebook changes under the review, five times over.
i=0
for id in 261118-h106sbs 261122-47daj7p 261120-7sjhd3x 261121-sq5wgn3 261122-mkg3gnv; do
	i=$((i + 1))
	"$fupan" label $id severity=$((1 + i % 4)) type=物流/破损 >/dev/null 2>&1
	"$fupan" review 2026-W47 >"$work/out" 2>"$work/err" || yes "review $i" false
done
has "the title still stays" "# 双十一之后的第一周" "$review"
hasnt "the deleted slide stays deleted" "_class: agenda" "$review"
has "the own slide stays" "# 我们自己加的一页" "$review"
grep '^| 物流 ' ../first.md >../parts.old
grep '^| 物流 ' "$review" >../parts.new
yes "generated numbers moved on" sh -c '! cmp -s ../parts.old ../parts.new'
is "no generated text is left beside it" "" "$(ls reviews | grep -v '\.md$')"
yes "git status is clean" clean .
before=$(git rev-parse HEAD)
run 0 "and again" "$fupan" review 2026-W47
is "unchanged: no commit" "$before" "$(git rev-parse HEAD)"

# Both change the same field: the people's text stays, loudly.
sed -i 's/^\*\*构成说明\*\*：.*/**构成说明**：组长自己的说明/' "$review"
"$fupan" save >/dev/null 2>&1
"$fupan" label 261122-cqqkvwz type=物流/延迟 >/dev/null 2>&1
run 0 "a conflict" "$fupan" --json review 2026-W47
has "is reported" '"field":"parts_label","slide":"kpi"' out
has "on stderr too" "conflict" err
has "the person's text stays" "组长自己的说明" "$review"

run 1 "a week without cases" "$fupan" review 2027-W10
has "the nearest week is named" "2026-W47" err
run 2 "a month" "$fupan" review 2026-11
run 2 "nonsense" "$fupan" review neulich

# Nobody has reviewed these cases, and all that is known of one is its title: customers' words fill the slides.
cd "$work" && "$fupan" init --lang en bare >/dev/null 2>&1 && cd bare || exit 1
row=0
printf 'text,date\n' >../bare.csv
for day in 02 09 16 16 17 18; do printf 'internet slow in the evening on line %s%s,2026-11-%s\n' "$day" "$((row += 1))" "$day" >>../bare.csv; done
printf 'the bill is wrong again,2026-11-19\n' >>../bare.csv
"$fupan" import ../bare.csv --set title=text --set body=text --set received=date >/dev/null 2>&1
"$fupan" classify >/dev/null 2>&1
"$fupan" issues --week 2026-W47 >/dev/null 2>&1
run 0 "a week without reviews" "$fupan" review 2026-W47
has "a complaint that equals its title is quoted" "**Customer's words**: the bill is wrong again" reviews/2026-W47.md
has "the case says that nobody reviewed it" "unreviewed: true" reviews/2026-W47.md
has "a recurring issue shows what customers wrote" "**In their words**" reviews/2026-W47.md
done_testing
