# I1-I5: making and changing the index, beside the full text index of SQLite and notmuch.
. tests/bench/rows/words.sh

# ---- all cases. The peer has the same words ready in a table; it neither reads files nor parses.
export PREPARE_peer="rm -f $bench/peer.db*; cp $peers/words.db $bench/peer.db"
set --
! has sqlite3 || set -- "peer=sqlite3 $bench/peer.db \"create virtual table f using fts5(t, content=d, content_rowid=n, tokenize=trigram); insert into f(f) values('rebuild')\""
out=$("$measure" "$long" "fupan=$full index --rebuild" "$@")
row "I1 index, all" "$N" "sqlite3, FTS5 trigram rebuild" "r>=12" "$(pick "$out" fupan)" "$(pick "$out" peer || true)"
unset PREPARE_peer
[ "$($full search '' --count)" = "$N" ] || fail "the index has another number of cases"

# ---- beside a mail index
mails=$((N < 10000 ? N / 4 : 10000)) # the n-grams take notmuch ten seconds a thousand
if has notmuch; then
	casebook $mails
	mkdir -p "$bench/mail/new" "$bench/mail/cur" "$bench/mail/tmp"
	small=$bench/small
	cp -a "$made/book" "$small"
	"$parts" mails "$small" "$bench/mail/cur" $mails
	printf '[database]\npath=%s\n[user]\nname=bench\nprimary_email=bench@example.invalid\n[new]\ntags=new\n' "$bench/mail" >"$bench/notmuch"
	export NOTMUCH_CONFIG="$bench/notmuch"
	for w in plain cjk; do export "PREPARE_$w=rm -rf $bench/mail/.notmuch"; done
	out=$("$measure" "$([ $mails -lt 10000 ] && echo 1 || echo "$SLOW")" "fupan=$fupan -C $small index --rebuild" "plain=notmuch new --quiet" "cjk=XAPIAN_CJK_NGRAM=1 notmuch new --quiet")
	[ "$(notmuch count '*')" = $mails ] || fail "notmuch has another number of mails"
	row "I2 index, $mails" $mails "notmuch new" "u>=10" "$(pick "$out" fupan)" "$(pick "$out" plain)"
	row "I2 the same" $mails "notmuch new, CJK n-grams" "u>=50" "$(pick "$out" fupan)" "$(pick "$out" cjk)"
	unset PREPARE_plain PREPARE_cjk
	$drop "$bench/mail" "$small"
fi

# ---- sizes, of the same words
size() { # FILE PREFIX...: bytes of the tables so named
	db=$1
	shift
	for prefix; do "$fts5" size "$db" "$prefix"; done | awk '{ n += $1 } END { printf "%.0f", n }'
}
share() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
db=$book/.fupan/index.db
limit=$([ "$N" -gt 20000 ] && echo 0.5 || echo 0.7) # texts up to ten times, or each about once
ours=$(size "$db" words segments blocks recency)
for peer in bigram trigram; do
	value "I3 index / text" "$(share "$ours" "$words_bytes")" "" "FTS5 $peer" "$(share "$(size "$peers/$peer.db" ${peer}_)" "$words_bytes")" "x<=$limit"
done
value "   cache with texts, fields / text" "$(share "$(size "$db" "")" "$words_bytes")" "" "FTS5 bigram and its table" "$(share "$(size "$peers/bigram.db" "")" "$words_bytes")" ""

# ---- changes, put by put: the index alone, on a copy of the cache
some=$((N >= 10000 ? 1000 : N / 10))
PREPARE_fupan="rm -rf $bench/cache; cp -a $book/.fupan $bench/cache" PREPARE_peer="rm -f $bench/peer.db*; cp $peers/bigram.db $bench/peer.db"
export PREPARE_fupan PREPARE_peer
update() { "$measure" "$3" "fupan=$parts update $book $bench/cache $1 $2" "peer=$fts5 update $bench/peer.db bigram $1 $2"; }
out=$(update $some $some "$ROUNDS")
row "I4 $some changed, one transaction, in process" $some "FTS5 bigram" "r>=8 ms<=300" "$(pick "$out" fupan)" "$(pick "$out" peer)"
alone=$(pick "$out" peer)
out=$(update $some 1 "$long")
row "I5 worst of $some single changes" 1 "FTS5 bigram" "ms<=100" "$(pick "$out" fupan.max)" "$(pick "$out" peer.max)"
row "   p99 of them" 1 "FTS5 bigram" "" "$(pick "$out" fupan.p99)" "$(pick "$out" peer.p99)"
row "   p50 of them" 1 "FTS5 bigram" "" "$(pick "$out" fupan.p50)" "$(pick "$out" peer.p50)"
unset PREPARE_peer
$drop "$bench/cache" "$bench/peer.db"

# ---- changes, as a command that finds them in git first
for count in $some 1; do
	PREPARE_fupan="sh -c '. tests/bench/rows/scattered.sh; book=$book scattered $count'"
	export PREPARE_fupan
	out=$("$measure" "$ROUNDS" "fupan=$full index")
	if [ $count = 1 ]; then row "   index command after 1 changed" 1 "" "" "$(pick "$out" fupan)"; else
		row "I4 index command after $some changed" $some "FTS5 bigram (in process)" "r>=8 ms<=300" "$(pick "$out" fupan)" "$alone"
	fi
done
unset PREPARE_fupan
