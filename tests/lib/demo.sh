#!/bin/sh
# make demo: the sample casebook's last complete week from cases to deck, in BUILD/demo.
set -eu
build=$1
fupan=$build/fupan
dir=$build/demo
# A fresh machine may have no git identity; the demo needs none.
export FUPAN_AUTHOR="${FUPAN_AUTHOR:-fupan demo <demo@example.invalid>}"
[ -f "$dir/fupan.yaml" ] || "$fupan" init --demo "$dir" >/dev/null
"$fupan" -C "$dir" classify
"$fupan" -C "$dir" issues --week last-week
"$fupan" -C "$dir" review last-week 2>/dev/null
"$fupan" -C "$dir" deck last-week --to html,md
echo
echo "课件 deck: $dir/decks/2026-W47/2026-W47.html"
echo
echo "接着试 try next:"
echo "  $fupan -C $dir search '\"耐心等待\" week:last-week'"
echo "  $fupan -C $dir explain 261120-7sjhd3x"
echo "  $fupan -C $dir actions --overdue --by owner"
