# Rows of the table, from lines of measure ("NAME median min max cpu user kB exit"). Each goes to $table and is shown at once.
# A target is made of words: r>=N (ratio), u>=N (ratio of user time), ms<=N, x<=N (a plain value); met when each is.

head_of_table() {
	printf 'ratio = the peer'"'"'s time / fupan'"'"'s; cpu = the same of user and system time; MB = peak of fupan'"'"'s process\n\n'
	printf '%-44s %9s %6s  %-34s %9s %7s %7s  %-14s %s\n' work time MB peer time ratio cpu target met
}
show_row() {
	tee -a "$table" | awk -f tests/bench/table.awk
}

row() { # WORK CASES PEER TARGET OURS [THEIRS]: a measured time, beside the peer's where there is one
	printf '%s\n%s\n' "$5" "${6:-}" | awk -v work="$1" -v cases="$2" -v peer="$3" -v target="$4" '
	NR == 1 { t = $2; cpu = $5; user = $6; kb = $7; code = NF ? $8 : 1 }
	NR == 2 && NF { p = $2; pcpu = $5; puser = $6; pcode = $8; has = 1 }
	END {
		if (code) { printf "%s (did not work: exit %s)\t\t\ts\t\t\t\t\t\t%s\tno\n", work, code, target; exit }
		if (has && pcode) { has = 0; peer = peer " did not work" }
		ratio = has && t > 0 ? p / t : ""; cratio = has && cpu > 0 && !own_time(work) ? pcpu / cpu : ""
		n = split(target, w, " "); met = n ? "yes" : ""
		for (i = 1; i <= n; i++) {
			limit = w[i]; sub(/^[a-z]*[<>]=/, "", limit); limit += 0
			if (w[i] ~ /^ms<=/) { shown = shown ", " limit " ms"; ok = t * 1000 <= limit }
			else if (w[i] ~ /^u>=/) { shown = shown ", " limit "x user"; ok = has ? puser / user >= limit : -1 }
			else { shown = shown ", " limit "x"; ok = has ? ratio >= limit : -1 }
			met = ok == -1 ? (met == "no" ? "no" : "?") : ok ? met : "no"
		}
		printf "%s\t%d\t%.7f\ts\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", work, cases, t, kb, peer, has ? p : "", ratio, cratio, substr(shown, 3), met
	}
	# Processor time is the whole process: of no use where only a part of it is timed.
	function own_time(work) { return work ~ /to the moved ref|in process|p50|p99|worst/ }' | show_row
}
value() { # WORK VALUE UNIT PEER ITS TARGET: a plain figure, smaller is better
	awk -v work="$1" -v v="$2" -v unit="$3" -v peer="$4" -v p="$5" -v target="$6" 'BEGIN {
		limit = target; sub(/^x<=/, "", limit)
		printf "%s\t\t%s\t%s\t\t%s\t%s\t%s\t\t%s\t%s\n", work, v, unit, peer, p, (p != "" && v + 0 != 0 ? p / v : ""), limit unit, (target == "" ? "" : v <= limit + 0 ? "yes" : "no") }' </dev/null | show_row
}
pick() { echo "$1" | grep "^$2 "; } # the line of one name
