#!/bin/sh
# Every number of stats against plain SQL on the cache, and rates and changes against awk on the cases and volumes.csv.
. "$(dirname "$0")/lib.sh"

run 0 "the sample casebook" "$fupan" init --demo --lang zh book
cd book || exit 1
run 0 "classify" "$fupan" classify
db=.fupan/index.db
sql() {
	sqlite3 -separator '|' "$db" "CREATE TEMP VIEW labels AS SELECT case_n, name AS field, coalesce(value, CAST(fold AS TEXT)) AS value FROM fields JOIN names ON id=field; $1"
}
# The value that counts, as SQL: labels, else the best verdict on the text as it is.
of() {
	echo "SELECT case_n AS n, value AS v, 0 AS m FROM labels WHERE field='$1' UNION SELECT c.n, b.label, 1 FROM best b JOIN cases c ON c.id=b.case_id AND c.blob=b.blob WHERE b.field='$1' AND c.n NOT IN (SELECT case_n FROM labels WHERE field='$1')"
}
# JSON rows as key|count|by_verdict, sorted.
flat() {
	sed 's/.*"by_verdict":\([0-9]*\).*"count":\([0-9]*\).*"keys":\[\([^]]*\)\].*/\3|\2|\1/; s/"//g; s/,/|/' "$work/out" | sort
}

for f in type emotion severity channel status taboo cause labels; do
	run 0 "by $f" "$fupan" --json stats --by $f
	is "counts by $f are those of SQL" "$(sql "SELECT coalesce(v,''),count(*),sum(coalesce(m,0)) FROM cases LEFT JOIN ($(of $f)) x USING(n) GROUP BY 1" | sort)" "$(flat)"
done
run 0 "by label.type" "$fupan" --json stats --by label.type
is "labels alone" "$(sql "SELECT coalesce(value,''),count(*),0 FROM cases LEFT JOIN labels ON case_n=n AND field='type' GROUP BY 1" | sort)" "$(flat)"
run 0 "by group" "$fupan" --json stats --by 投诉类型 --level 1
is "a case with two types of a group counts once" \
	"$(sql "SELECT g,count(*),sum(m) FROM (SELECT DISTINCT n,coalesce(CASE WHEN instr(v,'/') THEN substr(v,1,instr(v,'/')-1) ELSE v END,'') AS g,coalesce(m,0) AS m FROM cases LEFT JOIN ($(of type)) x USING(n)) GROUP BY 1" | sort)" "$(flat)"
# An ISO week: of the week's Thursday.
week="strftime('%Y',th)||'-W'||printf('%02d',(strftime('%j',th)+6)/7)"
weeks="SELECT n, $week AS w FROM (SELECT n, date(day*86400,'unixepoch','weekday 0','-3 days') AS th FROM cases)"
run 0 "by week" "$fupan" --json stats --by week
is "counts by week" "$(sql "SELECT w,count(*),0 FROM ($weeks) GROUP BY 1" | sort)" "$(flat)"
run 0 "by month" "$fupan" --json stats --by month
is "counts by month" "$(sql "SELECT strftime('%Y-%m',day*86400,'unixepoch'),count(*),0 FROM cases GROUP BY 1" | sort)" "$(flat)"
run 0 "by day" "$fupan" --json stats --by day
is "counts by day" "$(sql "SELECT date(day*86400,'unixepoch'),count(*),0 FROM cases GROUP BY 1" | sort)" "$(flat)"
run 0 "by type and week" "$fupan" --json stats --by type,week
is "counts by type and week" "$(sql "SELECT coalesce(v,''),w,count(*),sum(coalesce(m,0)) FROM ($weeks) LEFT JOIN ($(of type)) x USING(n) GROUP BY 1,2" | sort)" "$(flat)"
run 0 "only the total" "$fupan" --json stats
is "is the number of cases" "|$(sql 'SELECT count(*) FROM cases')|0" "$(flat)"

# ---- the total row
run 0 "CSV" "$fupan" stats --by emotion --csv
has "names that stay" "emotion,count,by_verdict" out
machine=$(sql "SELECT count(DISTINCT n) FROM ($(of emotion)) WHERE m")
is "the total counts cases" "total,$(sql 'SELECT count(*) FROM cases'),$machine" "$(tail -n 1 "$work/out")"
has "and says that the rows add up to more" "rows may add up to more" err
run 0 "a field of one value" "$fupan" stats --by channel --csv
hasnt "there they do not" "add up" err
is "they add up" "$(tail -n 1 "$work/out" | cut -d, -f2)" "$(sed '1d;$d' "$work/out" | awk -F, '{s += $2} END {print s}')"

# ---- rates and changes, from the files themselves
cases_in() {
	"$fupan" --json list | tr -d '\n' | sed 's/}{/}\n{/g' | sed 's/.*"received":"\([0-9-]*\)T.*/\1/' | awk -v a="$1" -v b="$2" '$1 >= a && $1 <= b' | wc -l | tr -d ' '
}
orders_in() {
	awk -F, -v a="$1" -v b="$2" 'NR > 1 && $1 >= a && $1 <= b {s += $3} END {print s + 0}' volumes.csv
}
number() {
	sed -n "s/.*\"$1\":\\([0-9.e+-]*\\)[,}].*/\\1/p" "$work/out"
}
near() {
	awk -v a="$1" -v b="$2" 'BEGIN {d = a - b; exit !(d < 0 ? -d < 1e-6 : d < 1e-6)}' && [ -n "$1" ] && [ -n "$2" ]
}
x=$(cases_in 2026-11-16 2026-11-22)
o=$(orders_in 2026-11-16 2026-11-22)
x0=$(cases_in 2026-10-19 2026-11-15)
o0=$(orders_in 2026-10-19 2026-11-15)
run 0 "rate and change of a week" "$fupan" --json stats week:last-week --rate orders --compare last-4w
yes "rate" near "$(number rate)" "$(awk "BEGIN {print 1000 * $x / $o}" OFMT=%.10g)"
yes "change" near "$(number change)" "$(awk 'BEGIN {printf "%.10f", ('"$x/$o)/($x0/$o0"')}')"
# The interval is exact: at its ends one count in forty lies beyond what was seen.
tail_of() {
	awk -v r="$1" -v x="$x" -v y="$x0" -v n="$o" -v m="$o0" -v side="$2" 'function lf(k, i, s) {for (i = 2; i <= k; i++) s += log(i); return s}
	BEGIN {t = x + y; p = r * n / (r * n + m); for (k = 0; k <= t; k++) if (side == "low" ? k >= x : k <= x) s += exp(lf(t) - lf(k) - lf(t - k) + k * log(p) + (t - k) * log(1 - p)); printf "%.6f", s}'
}
is "lower end" 0.025000 "$(tail_of "$(number low)" low)"
is "upper end" 0.025000 "$(tail_of "$(number high)" high)"
run 0 "without orders it is cases a day" "$fupan" --json stats week:last-week --compare last-4w
yes "change" near "$(number change)" "$(awk 'BEGIN {printf "%.10f", ('"$x/7)/($x0/28"')}')"
is "and no rate" "" "$(number rate)"
run 0 "each type" "$fupan" --json stats week:last-week --by type --level 1 --rate orders --compare last-4w
grep '"服务态度"' "$work/out" >one && mv one "$work/out"
k=$(sql "SELECT count(DISTINCT n) FROM ($(of type)) JOIN cases USING(n) WHERE v LIKE '服务态度%' AND date(day*86400,'unixepoch') BETWEEN '2026-11-16' AND '2026-11-22'")
k0=$(sql "SELECT count(DISTINCT n) FROM ($(of type)) JOIN cases USING(n) WHERE v LIKE '服务态度%' AND date(day*86400,'unixepoch') BETWEEN '2026-10-19' AND '2026-11-15'")
yes "its rate" near "$(number rate)" "$(awk "BEGIN {printf \"%.10f\", 1000 * $k / $o}")"
yes "its change" near "$(number change)" "$(awk "BEGIN {printf \"%.10f\", ($k / $o) / ($k0 / $o0)}")"
run 0 "each week against the four before it" "$fupan" --json stats --by week --rate orders --compare last-4w
grep '2026-W47' "$work/out" >one && mv one "$work/out"
yes "the same change" near "$(number change)" "$(awk 'BEGIN {printf "%.10f", ('"$x/$o)/($x0/$o0"')}')"
for q in 周：上周 received:2026-11-16..2026-11-22 'week:"2026-W47"' 'received>=2026-11-16 AND received<2026-11-23'; do
	run 0 "$q" "$fupan" --json stats "$q" --rate orders --compare 2026-10-19..2026-11-15
	yes "the same numbers" near "$(number change)" "$(awk 'BEGIN {printf "%.10f", ('"$x/$o)/($x0/$o0"')}')"
done

# ---- shapes
run 0 "pivot" "$fupan" stats --by channel,month --pivot --csv
is "its total is that of all" "$(sql 'SELECT count(*) FROM cases')" "$(tail -n 1 "$work/out" | sed 's/.*,//')"
is "its cells add up" "$(sql 'SELECT count(*) FROM cases')" "$(sed '1d;$d' "$work/out" | awk -F, '{for (i = 2; i < NF; i++) s += $i} END {print s}')"
run 0 "Markdown" "$fupan" stats --by channel --md
has "a ruler" "|---|---:|---:|" out
run 0 "a new case with a hostile field" "$fupan" new --no-edit --const title=x --const 'product==1+cmd|calc' --const received=2026-11-20
run 0 "for Excel" "$fupan" stats --by product --excel
is "a byte order mark" "efbbbf" "$(head -c 3 "$work/out" | od -An -tx1 | tr -d ' \n')"
is "each line ends as there" "$(wc -l <"$work/out")" "$(grep -c "$(printf '\r')\$" "$work/out")"
has "a formula is text" "'=1+cmd|calc,1,0" out
run 0 "plain CSV leaves it" "$fupan" stats --by product --csv
has "as it is" "=1+cmd|calc,1,0" out

# ---- days that volumes.csv lacks
grep -v '^2026-11-1[89]' volumes.csv >v && mv v volumes.csv
run 0 "save" "$fupan" save
run 0 "rate over what is there" "$fupan" --json stats week:last-week --rate orders
has "the days are named" "lacks 2 days (2026-11-18, 2026-11-19)" err
y=$(($(cases_in 2026-11-16 2026-11-17) + $(cases_in 2026-11-20 2026-11-22)))
p=$(($(orders_in 2026-11-16 2026-11-17) + $(orders_in 2026-11-20 2026-11-22)))
yes "cases and orders of the days that are known" near "$(number rate)" "$(awk "BEGIN {printf \"%.10f\", 1000 * $y / $p}")"
run 0 "all of another week" "$fupan" stats week:2026-W46 --rate orders
hasnt "lacks nothing" lacks err
cp volumes.csv v
sed -i 's/^\(2026-11-20,旺旺,\)[0-9]*/\1-5/; s/^\(2026-11-21,旺旺,\)[0-9]*/\1"1,234"/; s/^\(2026-11-16,旺旺,\)[0-9]*/\1/' volumes.csv
echo '合计,,999999,9' >>volumes.csv
"$fupan" save >/dev/null 2>&1
run 0 "numbers that cannot be read" "$fupan" --json stats week:last-week --rate orders
has "make their days unknown" "lacks 4 days (2026-11-18, 2026-11-19, 2026-11-20, 2026-11-21)" err
has "a row without a day is named" "1 rows without a day" err
y=$(cases_in 2026-11-16 2026-11-17) p=$(orders_in 2026-11-16 2026-11-17)
y=$((y + $(cases_in 2026-11-22 2026-11-22))) p=$((p + $(orders_in 2026-11-22 2026-11-22)))
yes "and an empty cell says nothing" near "$(number rate)" "$(awk "BEGIN {printf \"%.10f\", 1000 * $y / $p}")"
mv v volumes.csv
"$fupan" save >/dev/null 2>&1
git rm -q --cached volumes.csv && rm volumes.csv && git commit -qm 'no volumes'
run 1 "without volumes" "$fupan" stats --rate orders
has "says what is missing" "no (saved) volumes.csv" err
git revert -n HEAD && git commit -qm 'volumes'

# ---- mistakes
run 2 "an unknown field" "$fupan" stats --by typ
has "the nearest" "did you mean type?" err
run 2 "an unknown column" "$fupan" stats --rate order
has "those that are there" "it has: orders, conversations" err
hasnt "not those without numbers" "channel" err
run 2 "four fields" "$fupan" stats --by type,week,agent,channel
run 2 "one twice" "$fupan" stats --by type,投诉类型
run 2 "nothing to compare" "$fupan" stats --by type --compare last-4w
has "the remedy" "week:last-week" err
run 2 "a period inside of OR" "$fupan" stats 'week:last-week OR type:物流' --rate orders
run 2 "behind a minus" "$fupan" stats --rate orders -- -week:last-week
run 2 "a list of periods" "$fupan" stats week:2026-W46,2026-W47 --rate orders
run 0 "without a rate that is a query like any other" "$fupan" stats week:2026-W46,2026-W47
run 2 "before the casebook" "$fupan" stats week:2026-W36 --compare last-4w
run 2 "no period" "$fupan" stats week:last-week --compare soon
run 2 "a pivot of one field" "$fupan" stats --by type --pivot
run 2 "a pivot with a comparison" "$fupan" stats week:last-week --by type,agent --pivot --compare last-4w
run 2 "two shapes" "$fupan" stats --by type --csv --md
run 1 "nothing found" "$fupan" stats '"no such words"' --by type
is "nothing is printed" 0 "$(wc -c <"$work/out" | tr -d ' ')"
# The words that verdicts quote, against the verdicts themselves.
run 0 "by the words of taboo" "$fupan" --json stats --by evidence.taboo
sed -n 's/.*"count":\([0-9]*\).*"keys":\["\(..*\)"\].*/\2|\1/p' "$work/out" | sort >"$work/said"
run 0 "the verdicts" "$fupan" --json classify --plugin taboo
perl -MJSON::PP -ne 'my $v = JSON::PP->new->utf8->decode($_); next if $v->{confidence} < 0.5; $in{$_->{text}}{$v->{case}} = 1 for @{ $v->{evidence} };
	END { binmode STDOUT, ":utf8"; print "$_|" . keys(%{ $in{$_} }) . "\n" for keys %in }' "$work/out" | sort >"$work/quoted"
is "each once a case" "$(cat "$work/quoted")" "$(cat "$work/said")"
yes "and there are some" test -s "$work/said"
run 2 "evidence is no condition" "$fupan" search evidence.taboo:多久
has "says what it is for" "has: and stats" err

done_testing
