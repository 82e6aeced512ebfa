#!/bin/sh
# What goes where: guessed, shown, corrected by flags, by a question on a terminal, by a file of the casebook.
. "$(dirname "$0")/lib.sh"
export FUPAN_NOW=2026-11-20T09:00:00+08:00
"$fupan" init book >out 2>err && cd book || exit 1
case_of() { grep -rl "$1" cases | head -n 1; }

cat >../a.csv <<'EOT'
工单编号,提交时间,分类,问题详情,补充,买家,破损,延迟,态度,处理时间
A1,18/11/2026 10:00,物流问题,包裹停了三天也没有人管,快递电话打不通,tb1,0,1,0,19/11/2026
A2,17/11/2026 09:30,质量,锅到手就裂了要求退货,,tb2,1,0,1,19/11/2026
A3,,质量,没有日期的一行应该被拒收,,tb3,1,0,0,
EOT
run 3 "a guess" "$fupan" import ../a.csv
has "the text by its name" "body ← 问题详情 (by name): 包裹停了三天也没有人管" err
has "the date with its form" "received ← 提交时间 [dmy] (by name): 2026-11-18 10:00:00" err
has "columns of yes and no are labels" "labels ← 破损 + 延迟 + 态度 (by content): 延迟" err
has "the key" "a row is known by 工单编号" err
has "what is left over" "columns not used: 分类, 补充, 处理时间" err
has "day before month" "received: 2026-11-18T10:00:00+08:00" "$(case_of 包裹停了三天)"
has "labels" "labels: [破损, 态度]" "$(case_of 锅到手就裂了)"
has "the reject file names line, column and reason" ',4,提交时间,no date' .fupan/rejects/a.csv
sed -i 's/^A3,,/A3,2026-11-16,/' .fupan/rejects/a.csv
cp .fupan/rejects/a.csv ../mended.csv
run 0 "mended, it is imported" "$fupan" --json import ../mended.csv
has "its row" '"imported":1' out
run 3 "and the first file again" "$fupan" --json import ../a.csv
has "changes nothing" '"imported":0' out

# ---- a file of the casebook
sed 's/^A/B/' ../a.csv | grep -v ',,质量' >../b.csv
run 1 "a mapping that is not there" "$fupan" import ../b.csv --map 客服系统
run 0 "a mapping is kept" "$fupan" --json import ../b.csv --save-map 客服系统 --set body=问题详情 --set body=补充 --set received=提交时间 --set customer=买家 --const channel=电话 --key 工单编号
has "its mapping is told" '"body":"问题详情 + 补充"' out
yes "in the casebook" test -f mappings/客服系统.yaml
yes "status is clean" clean .
has "with the form of dates" "received: {column: 提交时间, date: dmy}" mappings/客服系统.yaml
has "constants" "channel: 电话" mappings/客服系统.yaml
has "two columns are two paragraphs" 快递电话打不通 "$(grep -rl 'key: [a-z]*/B1' cases)"
sed 's/column: 提交时间/column: 提交时间/; s/^columns:/columns:\n  type: {column: 分类, values: {物流问题: 物流\/延迟, 质量: 产品质量\/瑕疵故障}}/' mappings/客服系统.yaml >m && mv m mappings/客服系统.yaml
git add mappings && git commit -qm '映射：分类' >/dev/null
sed 's/^A/C/' ../a.csv | grep -v ',,质量' >../c.csv
run 0 "a table with that header" "$fupan" import ../c.csv
has "takes it by itself and says so" "the header is that of mappings/客服系统.yaml, which was used" err
f=$(grep -rl 'key: [a-z]*/C1' cases)
has "their category became ours" "type: [物流/延迟]" "$f"
has "the constant" "channel: 电话" "$f"
run 0 "by name" "$fupan" --json import ../c.csv --map 客服系统
has "the same again changes nothing" '"unchanged":2' out
printf '编号,提交时间,正文\n1,2026-11-18,甲\n' >../d.csv
run 2 "another table" "$fupan" import ../d.csv --map 客服系统
has "lacks a column" "has no column '分类'" err
printf 'columns:\n  body: {colum: 正文}\n' >mappings/bad.yaml
git add mappings && git commit -qm bad >/dev/null
run 3 "a mapping file with a slip" "$fupan" import ../d.csv --map bad
has "is named" "mappings/bad.yaml: 'colum' is not understood" err
run 2 "a name that is no file name" "$fupan" import ../d.csv --set body=正文 --save-map ../x
before=$(git rev-parse HEAD)
run 0 "a dry run" "$fupan" import ../d.csv --dry-run --save-map 新的
is "keeps nothing" "$before" "$(git rev-parse HEAD)"
yes "no file" test ! -e mappings/新的.yaml

cp ../d.csv '../客户电话13812345678.csv'
run 0 "a file whose name is personal data" "$fupan" import '../客户电话13812345678.csv'
git log -p --all >../log.txt
hasnt "leaves nothing of it in history" 13812345678 ../log.txt
has "but a digest" "source: {file: file-" ../log.txt

# ---- a question on a terminal
cat >../ask.py <<'EOT'
import os, pty, sys
out = b''
answers = [a.encode() + b'\n' for a in sys.argv[1].split('|')]
pid, fd = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'xterm'
    os.execv(sys.argv[2], sys.argv[2:])
while True:
    try:
        piece = os.read(fd, 4096)
    except OSError:
        break
    if not piece:
        break
    out += piece
    if out.rstrip().endswith(b'leaves:') and answers:
        os.write(fd, answers.pop(0))
        out += b' '
        out = out.replace(b'leaves:', b'leaves ')
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
EOT
printf '单号,甲列,乙列\nE1,短,这一列是很长的正文，说的是包裹在路上停了很久\nE2,词,另一个很长的正文，讲退款一直没有到账这件事\n' >../e.csv
run 2 "a question that is answered with q" python3 ../ask.py q "$fupan" import ../e.csv
has "shows the guess" "body ← 乙列" out
has "imports nothing" "not imported, nothing written" out
run 0 "corrected and agreed" python3 ../ask.py 'title=甲列|' "$fupan" import ../e.csv
has "the correction is shown" "title ← 甲列 (as said)" out
yes "and taken" [ -n "$(grep -rl '^title: 短$' cases)" ]
done_testing
