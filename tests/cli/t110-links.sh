#!/bin/sh
# Links between cases: written, found from the other side, kept by mv, checked.
. "$(dirname "$0")/lib.sh"

"$fupan" init --demo --lang zh book >/dev/null 2>&1
cd book || exit 1
a=261117-aywg0m9 b=261117-tre9rp7 c=261117-ex6scac d=261120-7sjhd3x
path=cases/2026/11/17/$a.md
links() { # links ID: kind direction id, one a line
	"$fupan" --json show "$1" | perl -MJSON::PP -e '$v = decode_json(<STDIN>); print "$_->{kind} $_->{direction} $_->{id}\n" for @{$v->{links}}'
}

# ---- writing
before=$(git rev-list --count HEAD)
run 0 "label field+= with a short id" "$fupan" label "$a" related+=tre9rp7
is "is one commit" $((before + 1)) "$(git rev-list --count HEAD)"
has "the full id is written" "related: [$b]" "$path"
is "and no other line changes" "1	0	$path" "$(git diff HEAD~1 HEAD --numstat)"
run 0 "two at once" "$fupan" label "$a" "caused_by+=$c" "related+=$c,$b"
has "one that is there stays once" "related: [$b, $c]" "$path"
run 0 "and away" "$fupan" label "$a" "related-=ex6scac"
has "by its short id" "related: [$b]" "$path"
run 1 "a case that is not there" "$fupan" label "$a" related+=261117-ex6scaa
has "is named, with the nearest" "near are $c" err
run 2 "the case itself" "$fupan" label "$a" "related+=$a"
has "is refused" "cannot link to itself" err
run 1 "an issue that is not there" "$fupan" label "$a" issue+=i-nothing
has "is refused too" "there is no issue i-nothing" err
run 2 "+= of a field that is no list" "$fupan" label "$a" severity+=3
has "says how" "write severity=VALUE" err
run 0 "+= of an ordinary list" "$fupan" label "$a" labels+=典型,复训
has "adds" "复训" "$path"
yes "the tree is clean" clean .

# ---- both sides
is "what it names" "related to $b
caused-by to $c" "$(links $a | grep -v '^same')"
is "what names it" "related from $a" "$(links $b | grep -v '^same')"
run 0 "the other way round too" "$fupan" label "$b" "related+=$a"
is "is one link" "related both $b" "$(links $a | grep '^related')"
printf '\n上次的投诉见 @%s，处理方式相同。\n' "$d" >>"$path"
"$fupan" save >/dev/null 2>&1
is "an id in the text is a link" "mentions to $d" "$(links $a | grep '^mentions')"
is "from both sides" "mentions from $a" "$(links $d | grep '^mentions')"
run 0 "a query finds it" "$fupan" list "caused_by:$c" -n 5
has "by the field" "$a" out
run 0 "show --links" "$fupan" show "$a" --links
has "prints a line a link" "Caused by" out
hasnt "and not the text" "## " out
run 0 "show in a pipe" "$fupan" show "$a"
is "is the file, byte for byte" "$(sha256sum <"$path")" "$(sha256sum <"$work/out")"
run 1 "show --links without any" "$fupan" show 260831-fph5rjf --links
has "says so" "no link" err

# ---- same order, same issue, used in
"$fupan" label $a order=甲1001 >/dev/null 2>&1 && "$fupan" label $d order=甲1001 >/dev/null 2>&1
is "same order" "same-order none $d" "$(links $a | grep '^same-order')"
"$fupan" label $a 'order=[订单号#1]' >/dev/null 2>&1 && "$fupan" label $d 'order=[订单号#1]' >/dev/null 2>&1
is "a placeholder is no order" "" "$(links $a | grep '^same-order')"
mkdir -p issues reviews
printf -- '---\nid: i-gift\ntitle: 赠品没放\ncases: [%s, %s]\ncannot_link: [%s]\n---\n' "$a" "$c" "$d" >issues/i-gift.md
printf '# 复盘\n\n全文见 @%s。\n' "$b" >reviews/2026-W47.md
"$fupan" save >/dev/null 2>&1
is "same issue and used in" "used-in from i-gift
same-issue none $c" "$(links $a | grep -E '^(same-issue|used)')"
is "a review that quotes a case" "used-in from 2026-W47" "$(links $b | grep '^used')"
is "cannot_link is no use" "" "$(links $d | grep '^used')"
run 0 "a case may name its issue itself" "$fupan" label "$b" issue+=i-gift
is "then it belongs to it" "$a $c" "$(links $b | sed -n 's/^same-issue none //p' | sort | tr '\n' ' ' | sed 's/ $//')"
run 0 "used-in: a review" "$fupan" search used-in:2026-W47 --format '{id}'
is "finds what it names" "$b" "$(cat "$work/out")"
is "an issue: its members, not those that cannot be" "$c $a" "$("$fupan" list used-in:i-gift --format '{id}' | sort -r | tr '\n' ' ' | sed 's/ $//')"
is "by its path and in Chinese" "$b" "$("$fupan" list 用于：reviews/2026-W47.md --format '{id}')"
is "any" 3 "$("$fupan" search 'used-in:*' --count)"
is "none" "$(($("$fupan" search '' --count) - 3))" "$("$fupan" search --count -- '-used-in:*')"
is "beside others" "$a" "$("$fupan" list "used-in:i-gift,2026-W47 id:$a" --format '{id}')"
run 2 "one that is not there" "$fupan" search used-in:2026-W46
has "is named, with the nearest" "there is no issue or review 2026-W46; did you mean 2026-W47?" err
# What is kept in .fupan/quotes follows, and can be lost or spoilt.
for state in kept spoilt gone; do
	[ $state = spoilt ] && printf 'fupan quotes 1 0000000000000000000000000000000000000000\nissues/x.md\t%s' "$a" >.fupan/quotes
	[ $state = gone ] && rm -f .fupan/quotes
	is "the same answer with the list $state" "used-in from i-gift" "$(links $a | grep '^used')"
done
printf '# 复盘\n\n全文见 @%s。\n' "$c" >reviews/2026-W47.md
"$fupan" save >/dev/null 2>&1
is "it follows a change" "used-in from i-gift" "$(links $b | grep '^used')"
is "of one review" "used-in from 2026-W47
used-in from i-gift" "$(links $c | grep '^used' | sort)"

# ---- mv
new=261117-mvmvmv0
run 0 "mv" "$fupan" mv $b $new
is "links lead to the new id" "related both $new" "$(links $a | grep '^related')"
is "from there too" "related both $a" "$(links $new | grep '^related')"
is "a query by the earlier id finds what names it" "$a" "$("$fupan" list related:$b --format '{id}')"
is "by the new one too" "$a" "$("$fupan" list related:$new --format '{id}')"
"$fupan" check >"$work/out" 2>"$work/err"
hasnt "check has nothing against an earlier id" "dead-link" out

# ---- check
at() { # at RULE: path:line:col of the findings
	sed -n "s/^\([^ ]*:[0-9]*:[0-9]*\): .*\[$1\]$/\1/p" "$work/out"
}
"$fupan" label $c "caused_by+=$a" >/dev/null 2>&1
sed -i "s/^related: .*/related: [$new, 261117-zzzzzz9, ex6scac, $a]/" "$path"
printf '\n另见 261117-zzzzzz8。\n' >>"$path"
sed -i 's/^issue: .*/issue: [i-none]/' cases/2026/11/17/$new.md
run 3 "check" "$fupan" check "$path" cases/2026/11/17/$new.md
line=$(grep -n '^related:' "$path" | cut -d: -f1)
is "dead links, where they stand" "$path:$line:27
$path:$(wc -l <"$path"):4
cases/2026/11/17/$new.md:$(grep -n '^issue:' cases/2026/11/17/$new.md | cut -d: -f1):9" "$(at dead-link)"
is "a short id" "$path:$line:43" "$(at spelling)"
is "itself" "$path:$line:52" "$(at self-link)"
is "in a circle" "$path:$(grep -n '^caused_by:' "$path" | cut -d: -f1):13" "$(at link-circle)"
git checkout -q .
"$fupan" rm $c >/dev/null 2>&1
run 3 "check of everything" "$fupan" check
has "a review that quotes a case which is gone" "reviews/2026-W47.md:3:6: warning: quotes a case that is not there: no case $c" out
has "an issue too" "issues/i-gift.md:4:25: warning" out
hasnt "which has others" "[orphan]" out
"$fupan" rm $a >/dev/null 2>&1
run 3 "without any member" "$fupan" check
has "an issue is an orphan" "issues/i-gift.md:1:1: warning: no case of this issue is left" out
# A case that was written by hand and not saved yet is there.
mkdir -p cases/2026/11/23
for k in 1 2; do printf -- '---\nid: 261123-aaaaaa%s\ntitle: 新\nreceived: 2026-11-23T08:00:00+08:00\nrelated: [261123-aaaaaa%s]\n---\n' $k $((3 - k)) >cases/2026/11/23/261123-aaaaaa$k.md; done
run 0 "two new files that name each other" "$fupan" check cases/2026/11/23/261123-aaaaaa1.md
done_testing
