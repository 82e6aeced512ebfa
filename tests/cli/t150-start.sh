#!/bin/sh
# What a command pays before its work: the schema and HEAD as they were kept in .fupan, and whether edits are pointed out.
. "$(dirname "$0")/lib.sh"

"$fupan" init book >out 2>err && cd book || exit 1
"$fupan" --json new --no-edit --const title=包裹停了六天 >out 2>err
id=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' out)
path=$(sed -n 's/.*"path":"\([^"]*\)".*/\1/p' out)
run 0 "label with a term of the casebook" "$fupan" label "$id" type=物流/延迟
yes "the schema's texts are kept" test -s .fupan/rules

# A change of the same size in the same second, by git: the new term is known and the old one is not, each time.
for i in 1 2 3 4; do
	if [ $((i % 2)) = 1 ]; then new=延误 old=延迟; else new=延迟 old=延误; fi
	sed -i "s/^      - zh: $old$/      - zh: $new/" taxonomy/type.yaml
	git commit -qam "term $i"
	run 0 "after edit $i the new name is known" "$fupan" label "$id" "type=物流/$new"
	has "and written" "物流/$new" "$path"
done
sed -i 's/^lang: zh/lang: en/' fupan.yaml
git commit -qam language
run 0 "a changed fupan.yaml counts at once" "$fupan" label "$id" type=物流/延迟
has "in its language" "Logistics/Delay" "$path"
sed -i 's/^lang: en/lang: zh/' fupan.yaml
git commit -qam back
run 2 "a bound of the schema" "$fupan" label "$id" severity=7
sed -i '/name: severity$/,/max:/s/max: [0-9]/max: 7/' schema/case.yaml
git commit -qam field
run 0 "so does the schema" "$fupan" label "$id" severity=7

# What is kept can be damaged, old, or gone: the answer is the same.
"$fupan" list >want 2>err
for harm in ': >.fupan/rules' 'sed -i s/zh/xx/ .fupan/rules' 'head -c 3000 .fupan/rules >r && mv r .fupan/rules' 'rm .fupan/rules .fupan/head' \
	'echo fupan-rules 1 0000000000000000 >.fupan/rules' 'sed -i "1s/.$/0/" .fupan/rules .fupan/head' 'rm -r .fupan' 'git gc -q' 'git pack-refs --all'; do
	eval "$harm"
	run 0 "after $harm" "$fupan" list
	is "the same list" "$(cat want)" "$(cat "$work/out")"
	is "and nothing to say" "" "$(cat "$work/err")"
done
git checkout -q --detach
run 0 "detached" "$fupan" list
is "the same" "$(cat want)" "$(cat "$work/out")"
git checkout -q -

# libgit2 brings two dozen libraries; a search in a casebook that did not change loads none of them.
"$fupan" search 包裹 >out 2>err
if LD_DEBUG=libs "$fupan" search 包裹 2>&1 | grep -q 'libsqlite3'; then
	is "a search does not load libgit2" 0 "$(LD_DEBUG=libs "$fupan" search 包裹 2>&1 | grep -c libgit2)"
	LD_DEBUG=libs "$fupan" log "$id" >trace 2>&1
	has "the history does" libgit2 trace
else
	skip "a search does not load libgit2" "the loader says nothing"
fi

# Edits that are not saved are pointed out, on stderr, and only while they are there.
"$fupan" search 包裹 >out 2>err
is "nothing to point out" "" "$(cat err)"
printf '\n手写的一行\n' >>"$path"
run 0 "with an edit" "$fupan" search 包裹
has "it is said" "1 files are edited and not saved" err
hasnt "on stderr" "not saved" out
has "in Chinese" "1 个文件改过还没保存" "$(FUPAN_LANG=zh "$fupan" list 2>"$work/zh" >/dev/null; echo "$work/zh")"
git add "$path"
run 0 "after save" "$fupan" save
run 0 "no more" "$fupan" list
is "nothing" "" "$(cat "$work/err")"
rm "$path"
run 0 "a deleted file" "$fupan" list
has "is an edit too" "not saved" err
git checkout -q "$path"
done_testing
