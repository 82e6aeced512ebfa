# P1: looking for personal data in the texts of all cases.
out=$("$measure" "$SLOW" "pii=$parts pii $book")
row "P1 personal data of all texts, in process" "$N" "" "" "$(pick "$out" pii)"
note "personal data: $("$parts" pii "$book" | grep -o 'MB/s=.*')"
