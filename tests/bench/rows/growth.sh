# G1: each row beside itself with a tenth of the cases, run before in the same breath. A row that handles all cases may take ten times as long, one that
# handles a fixed number as long as before; half as much again is no surprise.
echo
printf '%-44s %9s %9s %7s %9s %s\n' "G1 growth" "$((N / 10))" "$N" factor expected met
awk -F'\t' 'NR == FNR { if ($4 == "s" && $3 > 0) { old[$1, $6] = $3; cases[$1, $6] = $2 } next }
	$4 == "s" && $3 > 0 && ($1, $6) in old && !seen[$1]++ {
		may = cases[$1, $6] ? $2 / cases[$1, $6] : 1; f = $3 / old[$1, $6]
		printf "%-44s %7.2fms %7.2fms %6.1fx %9s %s\n", $1, old[$1, $6] * 1e3, $3 * 1e3, f, "<= " may "x", f <= may * 1.5 ? "yes" : "no" }' "$smaller" "$table"
