# S1-S6: searches in process beside the full text index of SQLite, and as a command beside ripgrep and git grep.
. tests/bench/rows/words.sh

beside() { # QUERIES INDEX: the same queries, the same numbers of cases first
	"$parts" count "$book" "$peers/ask.$1" >"$bench/ours"
	"$fts5" count "$peers/$2.db" "$2" "$peers/ask.$1" | cmp -s - "$bench/ours" || fail "FTS5 $2 finds other cases for the queries in ask.$1"
	"$measure" "$ROUNDS" "fupan=$parts ask $book $peers/ask.$1" "peer=$fts5 ask $peers/$2.db $2 $peers/ask.$1"
}
out=$(beside 2 bigram)
row "S1 two characters, ranked: p50" "$N" "FTS5 bigram" "r>=30 ms<=0.3" "$(pick "$out" fupan.p50)" "$(pick "$out" peer.p50)"
row "S1 two characters, ranked: p99" "$N" "FTS5 bigram" "r>=30 ms<=5" "$(pick "$out" fupan.p99)" "$(pick "$out" peer.p99)"
out=$(beside 3to6 trigram)
row "S2 3 to 6 characters, ranked: p50" "$N" "FTS5 trigram" "r>=4" "$(pick "$out" fupan.p50)" "$(pick "$out" peer.p50)"
row "S2 3 to 6 characters, ranked: p99" "$N" "FTS5 trigram" "r>=10" "$(pick "$out" fupan.p99)" "$(pick "$out" peer.p99)"
out=$(beside half bigram)
row "S5 a word in half of the cases: p50" "$N" "FTS5 bigram" "ms<=5" "$(pick "$out" fupan.p50)" "$(pick "$out" peer.p50)"
note "S5: $(head -1 "$peers/ask.half") is in $(head -1 "$bench/ours") of $N cases"

# ---- commands: five searches a round, of which git grep and ripgrep find the same files; they see headings and front matter, too
agreed() { # NAME: those of ask.NAME as agree.NAME
	asked=0
	: >"$bench/agree.$1"
	while read -r q && [ "$(wc -l <"$bench/agree.$1")" -lt 5 ]; do
		asked=$((asked + 1))
		$full search "\"$q\"" --limit "$N" --format '{id}' 2>/dev/null </dev/null | sort >"$bench/ours" || true
		(cd "$book" && git grep -lF "$q" -- cases </dev/null) | sed 's|.*/||; s|\.md$||' | sort | cmp -s - "$bench/ours" || continue
		if has rg; then (cd "$book" && rg -lF "$q" cases </dev/null) | sed 's|.*/||; s|\.md$||' | sort | cmp -s - "$bench/ours" || fail "ripgrep and git grep differ for $q"; fi
		echo "$q" >>"$bench/agree.$1"
	done <"$peers/ask.$1"
	[ -s "$bench/agree.$1" ] || fail "no query of ask.$1 finds the same cases as git grep"
	note "searches as commands: $(tr '\n' ' ' <"$bench/agree.$1")(the first $(wc -l <"$bench/agree.$1") of $asked for which git grep finds the same files)"
}
commands() { # NAME WORK
	agreed "$1"
	n=$(wc -l <"$bench/agree.$1")
	export PARTS_fupan="$n" PARTS_rg="$n" PARTS_git="$n"
	each() { echo "cd $book && while read -r q; do $2 </dev/null; done <$bench/agree.$1"; }
	out=$("$measure" "$long" "fupan=$(each "$1" "$full search \"\\\"\$q\\\"\"")" "git=$(each "$1" 'git grep -lF "$q" -- cases')" \
		"$(has rg && echo rg || echo norg)=$(each "$1" "$(has rg && echo 'rg -lF "$q" cases' || echo :)")")
	unset PARTS_fupan PARTS_rg PARTS_git
	! has rg || row "$2" "$N" "ripgrep -lF" "r>=50 ms<=20" "$(pick "$out" fupan)" "$(pick "$out" rg)"
	row "$2" "$N" "git grep -lF" "r>=50" "$(pick "$out" fupan)" "$(pick "$out" git)"
}
commands words "S3 search command, two characters"
commands phrases "S6 search command, six characters"

# ---- exact
exact=$("$parts" exact "$book" $((N < 10000 ? 1000 : 300))) || fail "search differs from a scan: $exact"
note "S4 exactness: $(echo "$exact" | sed 's/asked=\([0-9]*\) wrong=0/\1 random texts of 1 to 6 characters of all scripts, each finds what a scan of the folded texts finds: 100 %/')"
