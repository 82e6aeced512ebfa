#!/bin/sh
# A review that is killed between its two commits: people's text is in HEAD, the next run tidies up and merges right.
. "$(dirname "$0")/lib.sh"

run 0 "the sample casebook" "$fupan" init --demo 案例本
cd 案例本 || exit 1
review=reviews/2026-W47.md
run 0 "review" "$fupan" review 2026-W47
sed -i 's/^# 第 47 周投诉复盘$/# 双十一之后的第一周/' "$review"
run 0 "save" "$fupan" save
run 0 "something changes" "$fupan" label 261122-47daj7p type=物流/破损 severity=3
FUPAN_FAULT=review.base:1:kill "$fupan" review 2026-W47 >"$work/out" 2>"$work/err"
if [ $? -eq 0 ]; then
	skip "killed between the commits" "this build has no faults (make VARIANT=fault)"
	done_testing
	exit
fi
has "the person's title is in the file" "# 双十一之后的第一周" "$review"
git show "HEAD:$review" >../head.md
has "and in HEAD" "# 双十一之后的第一周" ../head.md
run 0 "review after the kill" "$fupan" review 2026-W47
has "the title is kept" "# 双十一之后的第一周" "$review"
is "nothing is left beside it" "" "$(ls reviews | grep -v '\.md$')"
run 0 "something changes again" "$fupan" label 261122-47daj7p severity=4
run 0 "review" "$fupan" --json review 2026-W47
has "still no conflict" '"conflicts":[]' out
has "the title is kept again" "# 双十一之后的第一周" "$review"
yes "git status is clean" clean .
done_testing
