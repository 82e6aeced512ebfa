#!/bin/sh
# The picture of the README: nine slides of the sample casebook's weekly deck. tests/lib/pictures.sh [FUPAN] [OUT.png]
# Needs chromium, pdftoppm and ImageMagick. "star@2" is the second slide of its kind; one that is gone is an error.
set -eu
fupan=$(realpath "${1:-build/fupan}")
out=${2:-docs/img/deck.png}
ids="title@1 kpi@1 trend@1 recurring@1 star@2 dialogue@2 compare@1 quiz@1 role@1"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export FUPAN_AUTHOR="fupan demo <demo@example.invalid>" XDG_DATA_HOME="$dir/data"
for tool in chromium pdftoppm montage; do
	command -v $tool >/dev/null || { echo "pictures: $tool is not installed" >&2; exit 2; }
done
"$fupan" init --demo "$dir/demo" >/dev/null 2>&1
"$fupan" -C "$dir/demo" classify >/dev/null 2>&1
"$fupan" -C "$dir/demo" issues --week 2026-W47 >/dev/null 2>&1
"$fupan" -C "$dir/demo" review 2026-W47 >/dev/null 2>&1
"$fupan" -C "$dir/demo" deck 2026-W47 -o "$dir" >/dev/null 2>&1
chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$dir/profile" --no-pdf-header-footer \
	--disable-quic --disable-background-networking --disable-component-update --disable-sync --print-to-pdf="$dir/deck.pdf" "file://$dir/2026-W47.html" >/dev/null 2>&1
# The kind of each page, in order.
grep -o '<section [^>]*data-slide="[^"]*"' "$dir/2026-W47.html" | sed 's/.*data-slide="//; s/"//; s/:.*//' >"$dir/pages"
set --
for id in $ids; do
	page=$(awk -v want="${id%@*}" -v nth="${id#*@}" '$0 == want && ++n == nth { print NR; exit }' "$dir/pages")
	[ -n "$page" ] || { echo "pictures: the deck has no slide $id" >&2; exit 1; }
	pdftoppm -r 72 -png -f "$page" -l "$page" -singlefile "$dir/deck.pdf" "$dir/$id"
	set -- "$@" "$dir/$id.png"
done
mkdir -p "$(dirname "$out")"
montage "$@" -tile 3x3 -geometry 512x288+5+5 -background '#8a929a' "$dir/sheet.png"
# The colours of a deck are few: a palette halves the file, and 256 are enough for smooth letters.
convert "$dir/sheet.png" -strip +dither -colors 256 -define png:compression-level=9 "png8:$out"
ls -l "$out"
