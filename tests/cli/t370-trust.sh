#!/bin/sh
# A plugin that came with a casebook runs when somebody on this machine has agreed to it as it stands; what is made here runs at once.
. "$(dirname "$0")/lib.sh"
. "$top/tests/cli/terminal.sh"
export TERM=screen-256color
rule() { # rule NAME LABEL
	printf 'return { name = "%s", kind = "classify", api = 1, version = "1", summary = "s", labels = { "labels" },\n  classify = function(case) return { { field = "labels", label = "%s", confidence = 1 } } end }\n' "$1" "$2"
}
"$fupan" init --demo --lang zh theirs >/dev/null 2>&1
mkdir -p theirs/plugins/classify
rule brought one >theirs/plugins/classify/brought.lua
rule severity two >theirs/plugins/classify/severity.lua
git -C theirs add plugins && git -C theirs commit -qm plugins
git clone -q theirs book
cd book || exit 1
export FUPAN_LANG=en
trust=$XDG_DATA_HOME/fupan/trust

run 0 "classify elsewhere than on a terminal" "$fupan" --json classify week:2026-W47
hasnt "the plugin did not run" '"plugin":"brought"' out
has "it is named with the remedy" "plugin brought did not run: came with the casebook and is not trusted; read plugins/classify/brought.lua, then fupan plugin trust brought" err
has "the built-in one of the same name runs on" '"field":"severity"' out
run 0 "list" "$fupan" --json plugin list
has "shows it" '"name":"brought","origin":"casebook","path":"plugins/classify/brought.lua"' out
is "two are untrusted" 2 "$(grep -c '"status":"untrusted"' "$work/out")"
run 1 "eval by name" "$fupan" plugin eval brought
has "says why not" "is not trusted" err
run 0 "a file that is named runs" "$fupan" plugin run plugins/classify/brought.lua week:2026-W47
yes "nothing was kept" test ! -e "$trust"

run 0 "trust" "$fupan" plugin trust brought
is "the answer lies outside the casebook" "" "$(git status --porcelain)"
yes "for this user alone" test "$(stat -c %a "$trust")" = 600
run 0 "classify" "$fupan" --json classify week:2026-W47
has "it runs" '"label":"one"' out
hasnt "and is not named" "plugin brought" err
run 0 "trust again" "$fupan" plugin trust brought
is "adds nothing" 1 "$(wc -l <"$trust")"
run 1 "trust of a built-in one" "$fupan" plugin trust type
run 1 "trust of none" "$fupan" plugin trust nobody
has "says what to do" "fupan plugin list" err

rule brought three >plugins/classify/brought.lua
run 0 "the file changes" "$fupan" --json classify week:2026-W47
has "and is asked about again" "plugin brought did not run" err
hasnt "the new code did not run" '"label":"three"' out
run 0 "trust the new one" "$fupan" plugin trust brought
mkdir -p plugins/lib && echo 'return {}' >plugins/lib/helper.lua
run 0 "a lib comes along" "$fupan" classify week:2026-W47
has "and revokes it too" "plugin brought did not run" err
rm -r plugins/lib

# ---- on a terminal
screen 160 40 "'$fupan' classify week:2026-W47 >../said"
yes "a question for each" wait_for "plugins/classify/severity.lua"
has "with its digest" "Let it run? [y/N]" /dev/stdin <<X
$(picture)
X
keys n Enter
yes "no" wait_for "exit 0"
close_screen
hasnt "the casebook's own did not run" "two" ../said
run 0 "not asked again" "$fupan" classify week:2026-W47
hasnt "nor named" "plugin severity did not run" err
run 0 "yes after all" "$fupan" plugin trust severity
run 0 "runs it" "$fupan" --json classify week:2026-W47
has "instead of the built-in one" '"label":"two"' out
rule third four >plugins/classify/third.lua
screen 160 40 "'$fupan' classify week:2026-W47 >../said"
yes "a question" wait_for "plugins/classify/third.lua"
keys y Enter
yes "yes" wait_for "exit 0"
close_screen
has "runs it at once" "four" ../said
run 0 "and later" "$fupan" --json classify week:2026-W47
has "without a question" '"label":"four"' out

# ---- made here
run 0 "new" "$fupan" plugin new mine
run 0 "runs" "$fupan" --json classify --plugin mine
sed 's/0\.8/0.9/' plugins/classify/mine.lua >../mine && cp ../mine plugins/classify/mine.lua
run 0 "an edit of mine" "$fupan" --json classify --plugin mine
has "runs too" '"confidence":0.9' out
"$fupan" save >/dev/null 2>&1
run 0 "and when it is committed" "$fupan" --json classify --plugin mine
has "as before" '"confidence":0.9' out
sed 's/0\.9/0.7/' plugins/classify/mine.lua >../mine && cp ../mine plugins/classify/mine.lua
git commit -qam 'as if pulled'
run 1 "a change that comes as a commit" "$fupan" classify --plugin mine
has "is asked about" "plugin mine did not run" err

# ---- a name that would write a line of its own
evil=$(printf 'plugins/classify/x\nyes %064d y.lua' 1)
rule x five >"$evil"
run 0 "a file name with a line break" "$fupan" classify week:2026-W47
"$fupan" --json plugin list >../list
name=$(perl -MJSON::PP -ne 'my $v = decode_json($_); print $v->{name} if $v->{path} =~ /\n/' <../list)
"$fupan" plugin trust "$name" >/dev/null
is "adds no line of its own" 0 "$(grep -c '^yes 0000' "$trust")"
done_testing
