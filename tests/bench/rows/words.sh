# What rows of index and search share: the peers' table of the words in the casebook, their indexes of it, and the queries. Made once for the casebook
# as it was imported (they lie beside it), and anew where a row has changed it.
tree=$(git -C "$book" rev-parse HEAD:cases)
if [ "$tree" != "${words_tree:-}" ]; then
	words_tree=$tree peers=$bench/peers
	[ "$tree" != "$(git -C "$corpus/book" rev-parse HEAD:cases)" ] || peers=$corpus/peers
	$full index >/dev/null 2>&1 # says where it is at
	if [ ! -e "$peers/bytes" ]; then
		rm -rf "$peers"
		mkdir "$peers"
		"$parts" table "$book" "$peers/words.db" >"$bench/bytes"
		for peer in bigram trigram; do
			cp "$peers/words.db" "$peers/$peer.db"
			"$fts5" build "$peers/$peer.db" $peer >/dev/null
		done
		"$parts" queries "$book" "$peers/ask"
		mv "$bench/bytes" "$peers/bytes"
	fi
	words_bytes=$(cat "$peers/bytes")
fi
