# The one writer of the table. Reads lines of tabs (work, cases, value, unit, kB, peer, value of the peer, ratio, ratio of processor time, target, met);
# writes columns, or with -v form=md rows of Markdown. Times are written in the unit that suits them.
BEGIN { FS = "\t" }
function shown(v, unit) {
	if (v == "") return "-"
	if (unit != "s") return sprintf("%.2f%s", v, unit)
	return v < 0.001 ? sprintf("%.0f us", v * 1e6) : v < 0.01 ? sprintf("%.2f ms", v * 1e3) : v < 1 ? sprintf("%.0f ms", v * 1e3) : sprintf("%.2f s", v)
}
function times(v) { return v == "" ? "-" : v < 10 ? sprintf("%.1fx", v) : sprintf("%.0fx", v) }
{
	mb = $5 > 0 ? sprintf("%.0f", $5 / 1024) : "-"
	if (form == "md")
		printf "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", $1, shown($3, $4), mb, $6, shown($7, $4), times($8), times($9), $10, $11
	else
		printf "%-44s %9s %6s  %-34s %9s %7s %7s  %-14s %s\n", $1, shown($3, $4), mb, $6 == "" ? "-" : $6, shown($7, $4), times($8), times($9), $10, $11
	fflush()
}
