# What rows of index and search share, made from the casebook as it is now: the peers' table of its words, their indexes of it, and the queries.
tree=$(git -C "$book" rev-parse HEAD:cases)
if [ "$tree" != "${words_tree:-}" ]; then
	words_tree=$tree words=$bench/words.db
	rm -f "$bench"/words.db* "$bench"/bigram.db* "$bench"/trigram.db*
	words_bytes=$("$parts" table "$book" "$words")
	for peer in bigram trigram; do
		cp "$words" "$bench/$peer.db"
		"$fts5" build "$bench/$peer.db" $peer >/dev/null
	done
	$full index >/dev/null 2>&1 # says where it is at
	"$parts" queries "$book" "$bench/ask"
fi
