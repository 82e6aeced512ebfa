#!/bin/sh
# What was judged once is not judged again, until the case, the plugin's settings or the taxonomies change.
. "$(dirname "$0")/lib.sh"
run 0 "a casebook" "$fupan" init book
cd book || exit 1
put() {
	mkdir -p cases/2026/11/18
	printf -- '---\nid: 261118-%s\ntitle: 物流停滞\nreceived: 2026-11-18\n---\n\n## 投诉内容\n\n%s\n' "$1" "$2" >"cases/2026/11/18/261118-$1.md"
}
put abcdefg 快递三天没动，急死了。
put hjkmnpq 杯子碎了，要求退款。
run 0 "two cases" "$fupan" save -m 两个案例
# The counts of the last line: cases, runs, known before.
counts() {
	sed -n 's/^fupan: \([0-9]*\) cases, \([0-9]*\) runs, \([0-9]*\) known before,.*/\1 \2 \3/p' "$work/err"
}
run 0 "the first run" "$fupan" classify
set -- $(counts)
each=$(($2 / 2))
yes "asks several plugins" [ $each -ge 2 ]
is "about both cases" "2 $((2 * each)) 0" "$*"
run 0 "the second run" "$fupan" classify
is "knows everything" "2 0 $((2 * each))" "$(counts)"
put abcdefg 快递三天没动，客服还骂人。
run 0 "one case changes" "$fupan" save -m 改一个
run 0 "the third run" "$fupan" classify
is "asks about that one only" "2 $each $each" "$(counts)"
mkdir -p taxonomy
sed 's/\[还没到, /[还没到, 从没见过的话, /' "$top/core/case/builtin/taxonomy/type.yaml" >taxonomy/type.yaml
run 0 "a taxonomy changes" "$fupan" save -m 分类
run 0 "the fourth run" "$fupan" classify
is "asks about all again" "2 $((2 * each)) 0" "$(counts)"
done_testing
