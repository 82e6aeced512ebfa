# scattered COUNT: so many cases of $book, evenly spread, get one more line in a commit of git.
scattered() {
	(cd "$book" && git ls-files cases | awk -v n="$1" '{ p[NR] = $0 } END { for (i = 0; i < n; i++) print p[int(i * NR / n) + 1] }' >.git/scattered &&
		while read -r f; do echo 多一行 >>"$f"; done <.git/scattered && tr '\n' '\0' <.git/scattered | xargs -0 git add && git commit -qm changed)
}
