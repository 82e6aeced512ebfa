#!/bin/sh
# Completion: what the program offers at the cursor, then the three shells themselves.
. "$(dirname "$0")/lib.sh"
. "$top/tests/cli/terminal.sh"
export FUPAN_NOW=2026-11-23T08:00:00+08:00
"$fupan" init --demo --lang zh book >/dev/null 2>&1
cd book || exit 1
mkdir issues
printf -- '---\nid: i-gift\ntitle: 赠品没放\ncases: [261117-aywg0m9]\n---\n' >issues/i-gift.md

mkdir -p queries
printf 'title: 拖久了\nquery: received<$days type:$type\nparams:\n  days: {type: period, default: last-week}\n  type: {type: type, default: 物流}\n' >queries/慢.yaml
"$fupan" save >/dev/null 2>&1

# ---- the program: words behind "fupan", the last one is being written
offer() { # offer WORD...: candidates, one a line
	"$fupan" __complete -- "$@" | sed 1d | cut -f1
}
offers() { # offers NAME CANDIDATE WORD...
	_name=$1 _want=$2
	shift 2
	offer "$@" >"$work/out" 2>/dev/null
	if grep -qxF -e "$_want" "$work/out"; then _ok "$_name"; else _not "$_name" "no $_want among:" "$(cat "$work/out")"; fi
}
offers "an issue that cases are used in" used-in:i-gift search used-in:
is "commands, all of them" "$("$fupan" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | sort)" "$(offer '' | grep -vx help | sort)"
offers "a command that is begun" label lab
is "nothing of an unknown command" "" "$(offer nosuch '')"
offers "options" --limit list --l
offers "options of every command" --json list --j
is "an option is not offered behind --" "" "$(offer list -- --l | grep limit)"
offers "values of options" en --lang ''
offers "a list of them" md,html deck --to md,h
offers "with an equals sign" --sort=-severity list --sort=-sev
offers "templates" review-case new --template ''
offers "columns of volumes.csv" orders stats --rate ''
offers "fields of --by" week,type stats --by week,ty
offers "plugins" taboo classify --plugin t
offers "ids" 261117-aywg0m9 show 261117
is "of the newest cases first" "$("$fupan" list --format '{id}' -n 300 | cut -c1-6 | sed -n 1p)" "$(offer show '' | cut -c1-6 | sed -n 1p)"
is "with titles" "锅到了隔热手套没到，客服说赠品不算商品" "$("$fupan" __complete -- show 261117-a | sed -n 2p | cut -f2)"
is "not more than 40" 40 "$(offer show '' | wc -l)"
offers "fields of a query" type: search ty
offers "by their Chinese name" 投诉类型: search 投
offers "operators" missing: search mi
offers "terms" type:物流/破损 search type:物流
offers "in the other language" type:Logistics/Delay search type:Log
offers "behind a full-width colon" 情绪：愤怒 search 情绪：
offers "in a list" emotion:焦虑,愤怒 search emotion:焦虑,愤
offers "not" -type:物流 search -type:物
offers "in parentheses" "(type:物流" search "(type:物"
offers "label. and verdict." label.type:物流 search label.type:物
offers "blanks are quoted in a query" 'type:"Logistics/Lost parcel"' search 'type:"Logistics/L'
offers "but not in a label" 'type=Logistics/Lost parcel' label 261117-aywg0m9 type=Logistics/L
offers "an enumeration" status:in_review search status:
offers "numbers" severity:4 search severity:
offers "weeks with cases" week:2026-W47 search week:2026
offers "periods" week:last-week search week:last
offers "Chinese ones" 周：上周 search 周：上
offers "promotions" promo:双十一2026 search promo:双
offers "sections" section:对话 search section:
offers "links" related:261117-aywg0m9 search related:261117-a
offers "saved queries" @慢 search @慢
offers "with a title" @慢 list ''
offers "their parameters" days= search @慢 d
offers "and values" type=物流/破损 search @慢 type=物流/破
offers "issues" issue=i-gift label 261117-aywg0m9 issue=
offers "assignments" severity= label 261117-aywg0m9 sev
offers "that add" caused_by+=261117-aywg0m9 label 261117-ex6scac caused_by+=261117-ay
offers "to a list" labels= label 261117-aywg0m9 lab
is "words of a usage line" "list show new test run eval trust api" "$(offer plugin '' | tr '\n' ' ' | sed 's/ $//')"
is "files" files "$("$fupan" __complete -- import '' | head -1)"
is "folders" dirs "$("$fupan" __complete -- -C '' | head -1)"
offers "in another casebook" 261117-aywg0m9 -C "$work/book" show 261117-a
mkdir ../none
cd ../none || exit 1
offers "commands without a casebook" init ini
is "and nothing that needs one" "" "$(offer show '')"
cd ../book || exit 1
before=$(find . -newer cases -type f | grep -v '^./issues' | wc -l)
offer search '' >/dev/null
is "nothing is written" "$before" "$(find . -newer cases -type f | grep -v '^./issues' | wc -l)"
is "no index is made" "" "$(rm -rf .fupan && offer show 2611 >/dev/null && ls .fupan 2>/dev/null | grep index)"
for odd in '' '--' "$(printf 'a\001b')" "type:$(printf '\377\376')" "$(printf '%5000s' x)"; do
	run 0 "an odd word" "$fupan" __complete -- search "$odd"
done
run 0 "no word at all" "$fupan" __complete --
# bash hands over the line
line() { "$fupan" __complete --bash "$1" | sed 1d; }
is "bash: behind the colon" "物流 |物流/延迟 |物流/丢失 |物流/破损 |物流/信息不更新 |" "$(line 'fupan search type:物' | head -5 | tr '\n' '|')"
is "bash: blanks are escaped" 'Logistics/Lost\ parcel ' "$(line 'fupan label 261117-aywg0m9 type=Logistics/Lo')"
is "bash: open quotes are left open" 'type=Logistics/Lost parcel' "$(line "fupan label 261117-aywg0m9 'type=Logistics/Lo")"
is "bash: words in quotes" "severity:" "$(line 'fupan search "type:物流" sev')"
run 2 "an unknown shell" "$fupan" completion tcsh
has "is named, with those there are" "bash, zsh and fish" err

# ---- where the shells look
if [ -n "${FUPAN_BUILD:-}" ] && [ "$FUPAN_BUILD/fupan" = "$fupan" ]; then
	run 0 "make install" make -C "$top" BUILD="$FUPAN_BUILD" DESTDIR="$work/dest" PREFIX=/usr install
	for f in bash:bash-completion/completions/fupan zsh:zsh/site-functions/_fupan fish:fish/vendor_completions.d/fupan.fish; do
		is "puts the script for ${f%%:*}" "$("$fupan" completion "${f%%:*}")" "$(cat "$work/dest/usr/share/${f#*:}")"
	done
fi

# ---- the shells. Each has its own fupan on the path, as after make install.
mkdir "$work/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$fupan" >"$work/bin/fupan"
chmod +x "$work/bin/fupan"
PATH=$work/bin:$PATH
export PATH
typed() { # typed NAME WANT KEYS...: what stands on the command line after the keys
	_name=$1 _want=$2
	shift 2
	# Not C-c: between two prompts the shell is not reading keys.
	keys C-e C-u C-l
	sleep 0.2
	keys "$@"
	if wait_for "$_want"; then _ok "$_name"; else _not "$_name" "want: $_want" "$(picture)"; fi
}
the_shell() { # the_shell NAME
	typed "$1: a command" "> fupan similar" "fupan simi" Tab
	typed "$1: an id" "> fupan show 261117-aywg0m9" "fupan show 261117-ay" Tab
	typed "$1: a field, no blank behind it" "> fupan search severity:4" "fupan search severi" Tab 4
	typed "$1: a term behind the colon" "> fupan search type:物流/破损 x" "fupan search type:物流/破" Tab x
	typed "$1: behind a full-width colon" "> fupan search 情绪：愤怒 x" "fupan search 情绪：愤" Tab x
	typed "$1: behind an equals sign" "> fupan label 261117-aywg0m9 shift=白班" "fupan label 261117-aywg0m9 shift=白" Tab
	typed "$1: a second item" "> fupan search emotion:焦虑,愤怒" "fupan search emotion:焦虑,愤" Tab
	typed "$1: a saved query" "> fupan search @慢 x" "fupan search @慢" Tab x
	typed "$1: a period" "> fupan search week:last-week" "fupan search week:last-w" Tab
	typed "$1: a word with a blank" 'Lost\ parcel' "fupan label 261117-aywg0m9 type=Logistics/Lo" Tab
	typed "$1: an option" "> fupan list --sort -severity" "fupan list --so" Tab "-sever" Tab
	typed "$1: a list to choose from" "261117-tre9rp7" "fupan show 261117-" Tab Tab
}
"$fupan" completion bash >"$work/fupan.bash"
printf 'PS1="> "\nbind "set enable-bracketed-paste off"\nbind "set show-all-if-ambiguous off"\n. "%s"\n' "$work/fupan.bash" >"$work/bashrc"
if command -v bash >/dev/null; then
	screen 100 40 "exec env LC_ALL=C.UTF-8 bash --noprofile --rcfile '$work/bashrc' -i"
	keys "echo re''ady" Enter
	wait_for ready
	the_shell bash
	close_screen
else
	skip bash "bash is not installed"
fi
mkdir "$work/site"
"$fupan" completion zsh >"$work/site/_fupan"
if command -v zsh >/dev/null; then
	printf 'fpath=(%s $fpath)\nautoload -Uz compinit\ncompinit -u -D\nPS1="> "\nunsetopt prompt_sp\nsetopt list_ambiguous\n' "$work/site" >"$HOME/.zshrc"
	screen 100 40 "exec env LC_ALL=C.UTF-8 ZDOTDIR='$HOME' zsh -i"
	keys "echo re''ady" Enter
	wait_for ready
	the_shell zsh
	close_screen
else
	skip zsh "zsh is not installed"
fi
if command -v fish >/dev/null; then
	mkdir -p "$HOME/.config/fish/completions"
	"$fupan" completion fish >"$HOME/.config/fish/completions/fupan.fish"
	cf() { # cf NAME WANT LINE
		LC_ALL=C.UTF-8 fish -c "complete -C '$3'" >"$work/out" 2>"$work/err"
		has "fish: $1" "$2" out
	}
	cf "a command with what it does" "similar	find similar cases" "fupan simi"
	cf "an id with its title" "261117-aywg0m9	锅到了隔热手套没到" "fupan show 261117-a"
	cf "a term" "type:物流/破损	Logistics/Damaged" "fupan search type:物流/破"
	cf "behind a full-width colon" "情绪：愤怒" "fupan search 情绪：愤"
	cf "an assignment" "shift=白班" "fupan label 261117-aywg0m9 shift=白"
	cf "an option" "--limit" "fupan list --li"
	cf "a word with a blank" "type=Logistics/Lost parcel" "fupan label 261117-aywg0m9 type=Logistics/Lo"
	touch ../rows.csv
	cf "files" "../rows.csv" "fupan import ../ro"
else
	skip fish "fish is not installed"
fi
done_testing
