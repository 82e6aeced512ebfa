#!/bin/sh
# The console examples of every document run as they stand.
. "$(dirname "$0")/../cli/lib.sh"
mkdir bin && ln -s "$fupan" bin/fupan && PATH=$work/bin:$PATH
FUPAN_DATA=$top
FUPAN_LANG=zh
export PATH FUPAN_DATA FUPAN_LANG
cd "$top" || exit 1
docs=$(grep -l '^```console' README.md docs/*.md docs/zh/*.md docs/man/*.md 2>/dev/null)
# shellcheck disable=SC2086
exec perl tests/docs/examples.pl $docs
