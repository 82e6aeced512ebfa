#!/bin/sh
# Writes the frame of a command's page from its --help (a start for a new page; the text is then written by hand).
#   tests/lib/man.sh build/fupan search > docs/man/fupan-search.md
"$1" --lang en "$2" --help | awk -v cmd="$2" '
NR == 1 { print "# fupan " cmd "\n\n" $0 ".\n"; next }
/^usage: / { sub(/^usage: /, ""); print "```\n" $0 "\n```"; next }
/^options$/ { print "\n## Options\n\n| option | meaning |\n|---|---|"; part = "opt"; next }
/^examples$/ { print "\n## Examples\n\n```"; part = "ex"; next }
/^(always|exit codes):/ { next }
part == "opt" && /^  / { l = substr($0, 1, 30); r = substr($0, 31); gsub(/^ +| +$/, "", l); gsub(/\|/, "\\|", l); gsub(/\|/, "\\|", r); print "| `" l "` | " r " |"; next }
part == "ex" && /^  / { print substr($0, 3); next }
END { if (part == "ex") print "```" }'
