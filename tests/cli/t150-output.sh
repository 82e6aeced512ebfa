#!/bin/sh
# Templates, and tables in a real terminal: nothing wraps, columns stand under each other, also with Chinese.
. "$(dirname "$0")/lib.sh"
. "$top/tests/cli/terminal.sh"
export FUPAN_NOW=2026-11-23T08:00:00+08:00
"$fupan" init --demo --lang zh book >/dev/null 2>&1
cd book || exit 1
"$fupan" classify >/dev/null 2>&1
"$fupan" issues --week 2026-W47 >/dev/null 2>&1

# ---- templates
f() { # f NAME WANT FORMAT QUERY...
	_n=$1 _want=$2 _f=$3
	shift 3
	is "$_n" "$_want" "$("$fupan" list "$@" --format "$_f" 2>&1)"
}
f "fields" "261117-aywg0m9 锅到了隔热手套没到，客服说赠品不算商品" '{id} {title}' id:261117-aywg0m9
f "a width counts columns" "261117-aywg0m9 锅到了隔… |" '{id} {title:10}|' id:261117-aywg0m9
f "odd ones too" "锅到了隔…|" '{title:9}|' id:261117-aywg0m9
f "blanks fill" "2026-W47   |" '{week:11}|' id:261117-aywg0m9
f "to the right" "   2|" '{severity:>4}|' id:261117-aywg0m9
f "escapes" "$(printf '2026-W47\t{x}\\\nend')" '{week}\t{{x}}\\\nend' id:261117-aywg0m9
f "Chinese names" "锅到了隔热手套没到，客服说赠品不算商品" '{标题}' id:261117-aywg0m9
f "a list" "讽刺,失望" '{emotion}' id:261117-aywg0m9
f "a path" "cases/2026/11/17/261117-aywg0m9.md" '{path}' id:261117-aywg0m9
f "an empty field" "[]" '[{satisfaction}]' id:261122-mkg3gnv
f "nothing" "" '' id:261117-aywg0m9
f "the value that counts is the label" "促销规则/赠品,商品错漏/少件漏发 促销规则/赠品,商品错漏/少件漏发" '{type} {label.type}' id:261117-aywg0m9
f "or the verdict" "物流/信息不更新|" '{type}|{label.type}' id:261122-mkg3gnv
f "asked for itself" "物流/信息不更新" '{verdict.type}' id:261122-mkg3gnv
run 2 "an unknown field" "$fupan" list --format '{titel}'
has "names the nearest" "no field {titel}, did you mean {title}?" err
run 2 "an unknown field of a search" "$fupan" search 退款 --format '{nosuchthing}'
has "says where they are" "schema/case.yaml" err
run 2 "a width that is none" "$fupan" list --format '{title:x}'
has "says how" "{title:20}" err
run 2 "a width too large" "$fupan" list --format '{title:100000}'
run 2 "an open brace" "$fupan" list --format '{title'
has "says how to write one" "written {{" err
is "search has score and snippet" "261117-aywg0m9 yes" "$("$fupan" search 'id:261117-aywg0m9 赠品' --format '{id} {score} {snippet}' | sed 's/ [0-9]*\.[0-9]\{4\} .*赠品.*/ yes/')"
printf -- '---\nid: 261118-aaaaaaa\ntitle: "a\\eb\\nc"\nreceived: 2026-11-18\n---\n' >cases/2026/11/18/261118-aaaaaaa.md
"$fupan" save >/dev/null 2>&1
f "a control character is none" "a b c" '{title}' id:261118-aaaaaaa
"$fupan" rm 261118-aaaaaaa >/dev/null 2>&1

# ---- tables on a terminal
for lang in zh en; do
	for width in 60 100 160; do
		for cmd in "list -n 8" "stats --by type,shift" "stats --by channel --compare last-4w week:last-week" "similar 261117-aywg0m9" "issues --week 2026-W47" "actions" "due" "log -n 8" "plugin list" "show 261117-aywg0m9 --links"; do
			screen $width 400 "'$fupan' --lang $lang $cmd 2>/dev/null"
			wait_for "exit 0"
			is "$cmd, $width columns, $lang: no line wraps" "$(picture -J)" "$(picture)"
			close_screen
		done
	done
done
screen 60 40 "'$fupan' --lang zh list -n 5"
wait_for "exit 0"
is "the title stands in one column" 1 "$(_tmux capture-pane -p | perl -CS -Mutf8 -ne 'next unless /^(编号|26)/; my $w = 0; my $head = $_; s/(\S+)\s*$//; for (split //) { $w += /\p{East_Asian_Width: Wide}|[（），…「」：！？“”]/ && $_ ne "…" ? 2 : 1 } $seen{$w}++; END { print scalar keys %seen }')"
close_screen
done_testing
