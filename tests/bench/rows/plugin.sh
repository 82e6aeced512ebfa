# L1 and classify: plugins beside plain Lua.
cp "$book/.fupan/index.db" "$bench/unclassified.db"
export PREPARE_fupan="cp $bench/unclassified.db $book/.fupan/index.db && rm -f $book/.fupan/index.db-*"
row "   classify, all plugins" "$N" "" "" "$("$measure" 1 "fupan=$full classify")"
unset PREPARE_fupan
row "   classify again, all known" "$N" "" "" "$("$measure" "$long" "fupan=$full classify")"
"$parts" values "$book" >"$bench/values.lua"
for p in one words; do
	plain="lua5.4 tests/bench/peers/plain.lua $bench/values.lua tests/bench/bench-$p.lua" ours="$parts call $book tests/bench/bench-$p.lua"
	set --
	if has lua5.4; then
		set -- "peer=$plain"
		[ "$($plain | sed 's/.*cases/cases/')" = "$($ours | sed 's/.*cases/cases/')" ] || fail "the plugin $p gives other results in plain Lua"
	fi
	[ $p = one ] && name="one word" || name="sixty words"
	out=$("$measure" "$long" "fupan=$ours" "$@")
	row "L1 a plugin in a worker: $name" "$N" "the same in a plain lua5.4 loop" "r>=0.5" "$(pick "$out" fupan)" "$(pick "$out" peer || true)"
done
