#!/bin/sh
# duplicates: three bands, a reason each, nothing merged; --link is one commit.
. "$(dirname "$0")/lib.sh"
export FUPAN_NOW=2026-11-20T09:00:00+08:00 XDG_DATA_HOME="$work/data"
"$fupan" init book >out 2>err && cd book || exit 1
cat >../a.csv <<'EOT'
编号,时间,内容
1,2026-11-01,锅到手就裂了要求退货，客服一直不理人，已经三天了
2,2026-11-02,“锅到手就裂了要求退货。客服一直不理人！已经三天了”
3,2026-11-03,锅到手就裂了要求退货退款，客服一直不理人，已经三天了！！
4,2026-11-03,包裹停在中转站六天，催了两次没有人管
5,2026-11-05,尺码发错了，换货还要我自己承担运费
6,2026-11-12,等了一个星期换货的还没有发出来，什么态度
7,2026-11-30,第三次来了，鞋子到底什么时候换
EOT
"$fupan" import ../a.csv >../out 2>../err || exit 1
id_of() { basename "$(grep -rl "$1" cases | head -n 1)" .md; }
one=$(id_of '，客服一直不理人，已经三天了$') two=$(id_of '“锅到手') three=$(id_of 退货退款) five=$(id_of 尺码发错) six=$(id_of 等了一个星期) seven=$(id_of 第三次来了)
for c in $five $six $seven; do "$fupan" label "$c" customer=买家-7f31 order=A-77 >/dev/null 2>../err || exit 1; done
head=$(git rev-parse HEAD)
run 0 "a report" "$fupan" --json duplicates
has "the same words, with other marks" "{\"band\":\"exact\",\"id\":\"$two\",\"of\":\"$one\",\"reason\":\"the same words\",\"score\":1.0" out
has "nearly the same" "{\"band\":\"near\",\"id\":\"$three\",\"of\":\"$one\"" out
has "buyer and order within two weeks" "{\"band\":\"order\",\"id\":\"$six\",\"of\":\"$five\",\"reason\":\"the same buyer and order, 7 days apart\"" out
is "three and no decoy" 3 "$(wc -l <"$work/out" | tr -d ' ')"
run 0 "a longer window" "$fupan" --json duplicates --within 30
has "reaches the next one" "\"id\":\"$seven\",\"of\":\"$six\"" out
run 0 "a query" "$fupan" duplicates received:2026-11-05..2026-11-30
has "for people" "the same buyer and order, 7 days apart" out
run 1 "nothing" "$fupan" duplicates received:2026-11-03 --near 0.9
run 2 "a share is a number" "$fupan" duplicates --near viel
is "nothing was written" "$head" "$(git rev-parse HEAD)"
run 2 "--link takes two" "$fupan" duplicates --link "$one"
run 1 "that exist" "$fupan" duplicates --link "$one" 260101-0000000
run 0 "--link" "$fupan" duplicates --link "$two" "$one"
has "a link" "related: [$one]" "cases/2026/11/02/$two.md"
is "one commit" 1 "$(git rev-list --count "$head"..HEAD)"
yes "status is clean" clean .
done_testing
