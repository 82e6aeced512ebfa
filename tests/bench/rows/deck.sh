# D1: the review of a week and its deck, beside pandoc.
path=$(git -C "$book" ls-files cases | tail -1)
week=$(date -d "$(sed -n 's/^received: \([0-9-]*\)T.*/\1/p' "$book/$path")" +%G-W%V)
$full classify "week:$week" >/dev/null 2>&1 || true
cp -a "$book" "$bench/week"
export PREPARE_review="$drop $bench/rounds/review-*; n=\$(mktemp -d $bench/rounds/review-XXXXXX)/book && cp -a $bench/week \$n && ln -sfn \$n $bench/book-review"
set --
! has pandoc || set -- "pptx=pandoc -t pptx -o $bench/pandoc.pptx $bench/book-review/reviews/$week.md"
out=$("$measure" "$SLOW" "review=$fupan -C $bench/book-review/ review $week" "deck=$fupan -C $bench/book-review/ deck $week --to html,md -o $bench/deck" "$@")
unset PREPARE_review
[ "$(find "$bench/deck" -name '*.html' -size +20k | wc -l)" -ge 1 ] || fail "the deck was not made"
note "the week of the review has $($full search "week:$week" --count) cases"
row "   review of a week" 1 "" "" "$(pick "$out" review)"
row "D1 deck: md and html" 1 "pandoc -t pptx" "r>=3 ms<=120" "$(pick "$out" deck)" "$(pick "$out" pptx || true)"
